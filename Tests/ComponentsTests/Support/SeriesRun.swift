import Descent

/// One parameter that a stepper moves along a series of gradients.
struct SeriesRun {
  let parameter: Parameter
  let group: ParameterGroup
  let series: GradientSeries
  /// The second derivative of the loss: the gradient is the series' plus this times the value.
  var curvature: Float = 0

  /// Creates a run from a start of 1, −1/2, 1/3 and so on.
  init(_ series: GradientSeries, curvature: Float = 0, name: String = "all") {
    self.series = series
    self.curvature = curvature
    parameter = Parameter("p of \(name)", Self.start(series))
    group = ParameterGroup(name, [parameter])
  }

  static func start(_ series: GradientSeries) -> [Float] {
    (series.steps.first ?? []).indices.map { ($0.isMultiple(of: 2) ? 1 : -1) / Float($0 + 1) }
  }

  /// Sets the gradients of a step at the values as they are.
  func setGradients(_ step: Int) {
    parameter.setGradient(
      zip(series.steps[step - 1], parameter.value).map { $0 + curvature * $1 })
  }

  /// Takes a step, and returns the values after it.
  @discardableResult
  func take(_ step: Int, with stepper: inout any GroupStepper) throws -> [Float] {
    setGradients(step)
    try stepper.step([group]) { setGradients(step) }
    return Array(parameter.value)
  }

  /// The values after each step, and the averages.
  func rows(of stepper: some GroupStepper) throws -> (values: [[Float]], averages: [[Float]]) {
    var stepper: any GroupStepper = stepper
    var rows: (values: [[Float]], averages: [[Float]]) = ([], [])
    for step in 1...series.steps.count {
      rows.values.append(try take(step, with: &stepper))
      guard var averaging = stepper as? any AveragingStepper else { continue }
      rows.averages.append(averaging.withAverages { Array(parameter.value) })
    }
    return rows
  }
}

/// The oracle of what treats every element by itself: runs it on every start and its gradients.
func eachElement(
  _ series: GradientSeries, from start: [Float], _ element: (Double, [Double]) -> [Double]
) -> [[Double]] {
  let columns = start.indices.map { i in element(Double(start[i]), series.exact.map { $0[i] }) }
  return series.steps.indices.map { step in columns.map { $0[step] } }
}
