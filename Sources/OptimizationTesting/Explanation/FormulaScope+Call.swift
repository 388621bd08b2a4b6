import Foundation
import Optimization

extension FormulaScope {
  /// What a function makes of its arguments.
  ///
  /// `mean` and `norm` run over all elements, with `group` before them, too, since a scope is one group;
  /// with `parameter` over each parameter; and with `row` over what belongs to one index of the first
  /// axis (a vector or a scalar is one row).
  func call(_ name: String, _ arguments: [Quantity]) throws -> Quantity {
    if let function = Self.ofOne[name], arguments.count == 1 { return arguments[0].map(function) }
    if arguments.count == 1 {
      let numbers = spread(arguments[0])
      if let function = Self.ofSeveral[name] ?? name.suffixFunction(after: "group") {
        return Quantity(function(numbers))
      }
      if let function = name.suffixFunction(after: "parameter") {
        return over(ranges(rows: false), numbers, function)
      }
      if let function = name.suffixFunction(after: "row") {
        return over(ranges(rows: true), numbers, function)
      }
    }
    if let function = Self.ofNumbers["\(name) \(arguments.count)"],
      let value = Quantity.combining(arguments, function)
    {
      return value
    }
    if let value = try matrixFunction(name, arguments) { return value }
    throw FormulaError("no function of \(arguments.count)", in: name)
  }

  private static let ofOne: [String: @Sendable (Double) -> Double] = [
    "abs": { Swift.abs($0) }, "cos": { Foundation.cos($0) }, "exp": { Foundation.exp($0) },
    "log": { Foundation.log($0) }, "floor": { Foundation.floor($0) },
    "√": { $0.squareRoot() }, "sign": { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
  ]

  private static let ofNumbers: [String: @Sendable ([Double]) -> Double] = [
    "min 2": { $0.contains(where: \.isNaN) ? .nan : Swift.min($0[0], $0[1]) },
    "max 2": { $0.contains(where: \.isNaN) ? .nan : Swift.max($0[0], $0[1]) },
    "atan2 2": { Foundation.atan2($0[0], $0[1]) },
    "clip 3": { Swift.min(Swift.max($0[0], $0[1]), $0[2]) },
  ]

  fileprivate static let ofSeveral: [String: @Sendable ([Double]) -> Double] = [
    "mean": { $0.reduce(0, +) / Double($0.count) },
    "norm": { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() },
    "sum": { $0.reduce(0, +) },
    "maximum": { $0.max() ?? 0 },
    "finite": { $0.allSatisfy(\.isFinite) ? 1 : 0 },
  ]

  private func over(
    _ ranges: [Range<Int>], _ values: [Double], _ function: ([Double]) -> Double
  ) -> Quantity {
    Quantity(
      ranges.flatMap { range in
        Array(repeating: function(Array(values[range])), count: range.count)
      })
  }

  /// Where each parameter, or each row of each parameter, lies.
  private func ranges(rows: Bool) -> [Range<Int>] {
    var start = 0
    return shapes.flatMap { shape in
      let rowCount = rows && shape.count > 1 ? shape[0] : 1
      let length = shape.reduce(1, *) / rowCount
      return (0..<rowCount).map { _ in
        defer { start += length }
        return start..<(start + length)
      }
    }
  }
}

extension String {
  /// The function of several numbers that the name ends with: `norm` of `parameterNorm`.
  fileprivate func suffixFunction(after prefix: String) -> (@Sendable ([Double]) -> Double)? {
    guard hasPrefix(prefix), count > prefix.count else { return nil }
    let rest = dropFirst(prefix.count)
    return FormulaScope.ofSeveral[rest.prefix(1).lowercased() + rest.dropFirst()]
  }
}
