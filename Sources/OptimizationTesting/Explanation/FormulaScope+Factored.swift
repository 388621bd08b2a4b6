extension FormulaScope {
  /// Every parameter with two long axes as a product of means over each of them, divided by the mean
  /// over both; other parameters as they are.
  ///
  /// - Parameters:
  ///   - arguments: one number for each element; how long both axes must be; and, where there are
  ///     three, what the divisor does not fall below.
  ///   - axes: chooses two axes of a shape of two or more.
  /// - Returns: one number for each element.
  func factored(
    _ arguments: [Quantity], axes: ([Int]) -> [Int]
  ) -> [Double] {
    let (values, smallest) = (spread(arguments[0]), arguments[1][0])
    let least = arguments.count > 2 ? arguments[2][0] : 0
    var start = 0
    return shapes.flatMap { shape in
      let count = shape.reduce(1, *)
      defer { start += count }
      let own = Array(values[start..<(start + count)])
      guard shape.count > 1 else { return own }
      let chosen = axes(shape)
      guard chosen.allSatisfy({ Double(shape[$0]) >= smallest }) else { return own }
      let overColumns = means(own, shape, over: [chosen[1]])
      let overRows = means(own, shape, over: [chosen[0]])
      let overBoth = means(own, shape, over: chosen)
      return own.indices.map { overColumns[$0] * overRows[$0] / max(overBoth[$0], least) }
    }
  }

  /// For each element, the mean of those whose places differ in some axes only.
  private func means(_ values: [Double], _ shape: [Int], over axes: [Int]) -> [Double] {
    let keys = values.indices.map { index in
      var rest = index
      return shape.indices.reversed().map { axis in
        defer { rest /= shape[axis] }
        return axes.contains(axis) ? 0 : rest % shape[axis]
      }
    }
    let classes = Dictionary(grouping: values.indices) { keys[$0] }
    return keys.map { key in
      let members = classes[key] ?? []
      return members.reduce(0) { $0 + values[$1] } / Double(members.count)
    }
  }
}
