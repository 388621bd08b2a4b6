import Descent
import Kernels

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
///   - shape: the parameter's shape; left out, a vector.
///   - parameters: the parameter's values; left out, the gradients.
///   - decay: λ, the decay per unit of learning rate, which is 0.1.
///   - scale: s, what the estimator multiplied its average by, at a step.
/// - Returns: a row for each step.
func rescaled(
  by preconditioner: any Preconditioner, _ series: GradientSeries, directions: [[Float]]? = nil,
  shape: [Int]? = nil, parameters: [Float]? = nil, decay: Double = 0,
  scale: (Int) -> Double = { _ in 1 }
) -> [[Float]] {
  let count = series.steps.first?.count ?? 0
  let shape = shape ?? [count]
  let state = makeState(of: preconditioner, shape)
  var kept: [Double] = []
  return series.steps.enumerated().map { index, row in
    let pass = preconditioner.pass(
      at: StepContext(
        for: preconditioner, at: index + 1, learningRate: 0.1, shape: shape,
        scale: scale(index + 1), decay: decay, keeping: &kept))
    let gradient = StorageSlice(copying: row)
    let values = StorageSlice(copying: parameters ?? row)
    let direction = StorageSlice(copying: directions?[index] ?? row)
    var written = direction.mutableSpan
    var view = StateView(state.mutableSpan(0..<state.count), stride: count)
    pass.rescale(
      &written, tile: Tile(gradient: gradient.span, parameters: values.span), state: &view)
    return Array(direction)
  }
}

/// The state arrays of a preconditioner before the first step, one behind the other.
private func makeState(of preconditioner: any Preconditioner, _ shape: [Int]) -> Storage {
  let arrays = preconditioner.stateArrays(for: shape)
  let starts = arrays.flatMap { array in
    let count = (array.shape ?? shape).reduce(1, *)
    guard case .constant(let start) = array.start else {
      return Array(repeating: Float(0), count: count)
    }
    return Array(repeating: start, count: count)
  }
  return StorageSlice(copying: starts).storage
}
