import Descent

extension GradientSeries {
  /// What element-wise preconditioners are tried on, up to where squares are as large and as small as
  /// `Float` allows.
  static let squarable =
    ordinary + [
      GradientSeries("large") { t, i in 1e15 * smooth.steps[t - 1][i] },
      GradientSeries("small") { t, i in 1e-15 * smooth.steps[t - 1][i] },
    ]
}

/// The directions that a preconditioner makes of a series, without an optimizer.
///
/// - Parameters:
///   - preconditioner: the preconditioner.
///   - series: the gradients.
///   - directions: what comes in, from an estimator; left out, the gradients.
///   - directionScale: what the estimator multiplied its average by, at a step.
/// - Returns: a row for each step.
func rescaled(
  by preconditioner: any Preconditioner, _ series: GradientSeries, directions: [[Float]]? = nil,
  directionScale: (Int) -> Double = { _ in 1 }
) -> [[Float]] {
  let count = series.steps.first?.count ?? 0
  let arrays = preconditioner.stateArrays(for: [count])
  let state = Storage(count: arrays.count * count)
  for (k, array) in arrays.enumerated() {
    guard case .constant(let start) = array.start else { continue }
    var elements = state.mutableSpan((k * count)..<((k + 1) * count))
    for i in elements.indices { elements[i] = start }
  }
  var scalars = preconditioner.stateScalars.map(\.initial)
  return series.steps.enumerated().map { index, row in
    var scalarSpan = scalars.mutableSpan
    let pass = preconditioner.pass(
      at: StepContext(
        step: index + 1, learningRate: 0.1, shape: [count],
        directionScale: directionScale(index + 1)),
      scalars: &scalarSpan)
    let gradient = StorageSlice(copying: row)
    let direction = StorageSlice(copying: directions?[index] ?? row)
    var written = direction.mutableSpan
    var view = StateView(state.mutableSpan(0..<state.count), stride: count)
    pass.rescale(
      &written, tile: Tile(gradient: gradient.span, parameters: gradient.span), state: &view)
    return Array(direction)
  }
}
