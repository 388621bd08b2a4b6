/// What a formula comes to: a number for each element, one for all of them, or square matrices for the
/// axes of the parameters.
package struct Quantity: Hashable {
  /// The numbers; a single one is the same everywhere.
  package var numbers: [Double]

  /// Whose matrices the numbers are, one behind the other; nil where they are not.
  var axes: [[AxisMatrices]]?

  /// Creates numbers for the elements.
  package init(_ numbers: [Double]) { self.numbers = numbers }

  /// Creates a number that is the same everywhere.
  package init(_ number: Double) { numbers = [number] }

  /// The number at a place.
  subscript(_ place: Int) -> Double { numbers[numbers.count == 1 ? 0 : place] }

  /// The numbers, changed one by one.
  func map(_ change: (Double) -> Double) -> Quantity {
    var result = self
    for place in numbers.indices { result.numbers[place] = change(numbers[place]) }
    return result
  }

  /// The numbers of several quantities, combined place by place; nil where they don't fit together.
  static func combining(_ parts: [Quantity], _ combine: ([Double]) -> Double) -> Quantity? {
    // Parameters without matrices have no numbers at all.
    let isEmpty = parts.contains { $0.numbers.isEmpty }
    let count = isEmpty ? 0 : parts.reduce(1) { max($0, $1.numbers.count) }
    guard parts.allSatisfy({ [1, count].contains($0.numbers.count) }) else { return nil }
    var result = Quantity((0..<count).map { place in combine(parts.map { $0[place] }) })
    result.axes = parts.lazy.compactMap(\.axes).first
    return result
  }
}
