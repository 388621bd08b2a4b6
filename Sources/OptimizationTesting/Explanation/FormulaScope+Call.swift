import Foundation

extension FormulaScope {
  /// What a function makes of its arguments.
  ///
  /// `mean` and `norm` run over all elements, with `group` before them, too, since a scope is one group;
  /// with `parameter` over each parameter; and with `row` over what belongs to one index of the first
  /// axis (a vector or a scalar is one row).
  func call(_ name: String, _ arguments: [[Double]]) throws -> [Double] {
    if let function = Self.ofOne[name], arguments.count == 1 { return arguments[0].map(function) }
    if let function = Self.ofSeveral[name], arguments.count == 1 {
      return overAll(arguments[0], function)
    }
    if arguments.count == 1, let inner = name.suffixFunction(after: "group") {
      return overAll(arguments[0], inner)
    }
    if arguments.count == 1, let inner = name.suffixFunction(after: "parameter") {
      return over(ranges(rows: false), arguments[0], inner)
    }
    if arguments.count == 1, let inner = name.suffixFunction(after: "row") {
      return over(ranges(rows: true), arguments[0], inner)
    }
    switch (name, arguments.count) {
    case ("factored", 2...3):
      return factored(arguments) { Array($0.indices.suffix(2)) }
    case ("factoredLongest", 2...3):
      return factored(arguments) { shape in
        shape.indices.sorted { (shape[$0], $0) < (shape[$1], $1) }.suffix(2)
      }
    case ("min", 2...), ("max", 2...):
      return (0..<count).map { i in
        let values = arguments.map { $0[i] }
        if values.contains(where: \.isNaN) { return .nan }
        return (name == "min" ? values.min() : values.max()) ?? .nan
      }
    case ("clip", 3):
      return (0..<count).map {
        Swift.min(Swift.max(arguments[0][$0], arguments[1][$0]), arguments[2][$0])
      }
    default:
      throw FormulaError("no function \(name) of \(arguments.count)", in: name)
    }
  }

  private static let ofOne: [String: @Sendable (Double) -> Double] = [
    "abs": { Swift.abs($0) }, "cos": { Foundation.cos($0) }, "exp": { Foundation.exp($0) },
    "log": { Foundation.log($0) }, "floor": { Foundation.floor($0) },
    "√": { $0.squareRoot() }, "sign": { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
  ]

  fileprivate static let ofSeveral: [String: @Sendable ([Double]) -> Double] = [
    "mean": { $0.reduce(0, +) / Double($0.count) },
    "norm": { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() },
    "sum": { $0.reduce(0, +) },
    "maximum": { $0.max() ?? 0 },
    "finite": { $0.allSatisfy(\.isFinite) ? 1 : 0 },
  ]

  private func overAll(_ values: [Double], _ function: ([Double]) -> Double) -> [Double] {
    spread(function(values))
  }

  private func over(
    _ ranges: [Range<Int>], _ values: [Double], _ function: ([Double]) -> Double
  ) -> [Double] {
    ranges.flatMap { range in
      Array(repeating: function(Array(values[range])), count: range.count)
    }
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
