import Descent
import Kernels
import Testing

/// Gradients of some elements at some steps, with a name: what estimators are tried on.
struct GradientSeries: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// A row for each step.
  let steps: [[Float]]

  /// A series whose element `i` at step `t` is `gradient(t, i)`.
  init(_ name: String, steps: Int = 12, elements: Int = 6, _ gradient: (Int, Int) -> Float) {
    testDescription = name
    self.steps = (1...steps).map { t in (0..<elements).map { gradient(t, $0) } }
  }

  /// The same numbers in double precision.
  var exact: [[Double]] { steps.map { $0.map(Double.init) } }

  /// Smooth, random, missing, and with one element far larger than the others.
  static let ordinary = [
    smooth,
    GradientSeries("random") { random($0, $1) },
    GradientSeries("zeros") { _, _ in 0 },
    GradientSeries("late") { t, i in t < 4 ? 0 : random(t, i) },
    GradientSeries("one hot") { t, i in random(t, i) * (i == 2 ? 1000 : 0.001) },
    GradientSeries("one at 0") { t, i in i == 2 ? 0 : random(t, i) },
  ]

  /// As large and as small as `Float` allows while nothing is squared.
  static let extreme = [
    GradientSeries("huge") { t, i in 1e30 * random(t, i) },
    GradientSeries("tiny") { t, i in 1e-30 * random(t, i) },
  ]

  static let smooth = GradientSeries("smooth") { t, i in sine(0.7 * Float(t) + 0.5 * Float(i)) }
}

/// A number in −1 ..< 1 that depends on nothing but the arguments.
private func random(_ t: Int, _ i: Int) -> Float {
  var bits = UInt64(t) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(i) &* 0xD1B5_4A32_D192_ED03
  bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
  bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
  return Float(bits >> 40) / Float(1 << 23) - 1
}

/// A wave of period 8, rounded off: smooth enough, and the same on every platform.
private func sine(_ x: Float) -> Float {
  let phase = (x / 8 - (x / 8).rounded(.down)) * 2 - 1
  return 4 * phase * (1 - abs(phase))
}

/// What an estimator makes of the gradients of a step.
struct EstimatorStep {
  /// The direction.
  let direction: [Float]
  /// What a preconditioner would measure as the gradient.
  let observed: [Float]
}

/// What an estimator makes of a series, without an optimizer.
///
/// - Parameters:
///   - moments: the estimator.
///   - series: the gradients.
///   - learningRate: η at a step.
///   - mean: v̄ at a step, where the estimator's lines read it.
/// - Returns: a row for each step.
func run(
  _ moments: any MomentEstimator, _ series: GradientSeries,
  learningRate: (Int) -> Double = { _ in 0.1 }, mean: (Int) -> Double? = { _ in nil }
) -> [EstimatorStep] {
  let count = series.steps.first?.count ?? 0
  let state = startedState(of: moments, elements: count)
  var kept: [Double] = []
  return series.steps.enumerated().map { index, row in
    let pass = moments.pass(
      at: StepContext(
        for: moments, at: index + 1, learningRate: learningRate(index + 1),
        measured: mean(index + 1), keeping: &kept))
    let gradient = StorageSlice(copying: row)
    let observed = StorageSlice(copying: row)
    let direction = StorageSlice(copying: Array(repeating: Float.nan, count: count))
    var view = StateView(state.mutableSpan(0..<state.count), stride: count)
    var copy = observed.mutableSpan
    pass.observe(&copy, state: &view)
    var written = direction.mutableSpan
    pass.estimate(
      &written, tile: Tile(gradient: gradient.span, parameters: gradient.span), state: &view)
    return EstimatorStep(direction: Array(direction), observed: Array(observed))
  }
}

/// The directions alone.
func directions(
  of moments: any MomentEstimator, _ series: GradientSeries,
  learningRate: (Int) -> Double = { _ in 0.1 }, mean: (Int) -> Double? = { _ in nil }
) -> [[Float]] {
  run(moments, series, learningRate: learningRate, mean: mean).map(\.direction)
}

/// The state arrays before the first step.
private func startedState(of moments: any MomentEstimator, elements count: Int) -> Storage {
  let arrays = moments.stateArrays(for: [count])
  let state = Storage(count: arrays.count * count)
  for (k, array) in arrays.enumerated() {
    guard case .constant(let start) = array.start else { continue }
    var elements = state.mutableSpan((k * count)..<((k + 1) * count))
    for i in elements.indices { elements[i] = start }
  }
  return state
}

/// Expects that directions are those of an oracle, relative to the largest of the oracle's.
func expect(
  _ directions: [[Float]], areNear oracle: [[Double]],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let largest = oracle.joined().reduce(0) { max($0, abs($1)) }
  let unit = largest > 0 ? Float(sign: .plus, exponent: largest.exponent, significand: 1) : 1
  #expect(directions.count == oracle.count, sourceLocation: sourceLocation)
  for (index, (row, expected)) in zip(directions, oracle).enumerated() {
    let ulps = Tolerance().ulps(row.map { $0 / unit }, expected.map { $0 / Double(unit) })
    #expect(
      Tolerance().holds(
        row.map { $0 / unit }, expected.map { $0 / Double(unit) }, steps: index + 1),
      "step \(index + 1): \(ulps) ulp away: \(row), but it should be \(expected)",
      sourceLocation: sourceLocation)
  }
}

/// The oracle of an estimator that sees every element by itself: runs it on every column.
///
/// - Parameters:
///   - series: the gradients.
///   - element: from the gradients of an element to its directions.
/// - Returns: a row for each step.
func eachElement(_ series: GradientSeries, _ element: ([Double]) -> [Double]) -> [[Double]] {
  let count = series.steps.first?.count ?? 0
  let columns = (0..<count).map { i in element(series.exact.map { $0[i] }) }
  return series.steps.indices.map { step in columns.map { $0[step] } }
}
