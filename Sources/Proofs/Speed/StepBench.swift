package import Descent
import Kernels

/// How long a step of a composition takes over parameters of some shapes.
package struct StepBench: Sendable, Hashable, Codable {
  /// What the row is about: the name of a recipe or of a part.
  package let name: String

  /// The number of elements of all parameters, and the number of parameters.
  package let elements: Int
  package let parameters: Int

  /// The bytes that a step has to read or to write: parameters twice, the gradient once, state twice.
  package let bytes: Int

  /// How long a step took.
  package let time: Timing

  /// Measures the steps of a composition.
  ///
  /// - Parameters:
  ///   - name: the name of the row.
  ///   - composition: the parts.
  ///   - shapes: the parameters' shapes.
  ///   - threads: the largest number of threads.
  ///   - measuresNorms: whether every step measures all norms of its report.
  ///   - precision: how the state is kept.
  /// - Throws: `OptimizerError` where the composition has no meaning, or refuses a shape.
  package init(
    _ name: String, _ composition: Composition, shapes: [[Int]], threads: Int,
    measuresNorms: Bool = false, state precision: StatePrecision = .float32
  ) throws {
    var generator = SplitMix64(seed: 1)
    func numbers(_ count: Int, _ scale: Float) -> [Float] {
      (0..<count).map { _ in scale * (Float(generator.nextUniform()) - 0.5) }
    }
    let parameters = shapes.enumerated().map { index, shape in
      let count = shape.reduce(1, *)
      let parameter = Parameter("p\(index)", shape: shape, numbers(count, 1))
      parameter.setGradient(numbers(count, 0.01))
      return parameter
    }
    let group = ParameterGroup("all", parameters)
    var optimizer = try Optimizer(composition, state: precision)
    optimizer.threads = threads
    if measuresNorms { optimizer.norms = .every(1) }
    let listening = composition.schedule as? any ListeningSchedule
    let hearsMetrics = listening?.metricLines.isEmpty == false
    func step() throws {
      if hearsMetrics { optimizer.observe(metric: 1) }
      try optimizer.step([group])
    }
    try step()
    self.name = name
    elements = group.count
    self.parameters = shapes.count
    let state = shapes.reduce(0) { $0 + composition.stateCount(for: $1) }
    bytes = 12 * elements + 2 * precision.byteCount * state
    time = try Timing(of: step)
  }

  /// The share of a bandwidth, in bytes a second, that a step reaches.
  package func share(of bandwidth: Double) -> Double { Double(bytes) / time.median / bandwidth }

  /// Nanoseconds an element.
  package var perElement: Double { time.median * 1e9 / Double(elements) }
}

extension Composition {
  /// The number of elements of the state arrays of a parameter.
  fileprivate func stateCount(for shape: [Int]) -> Int {
    statefulParts.flatMap { $0.part.stateArrays(for: shape) }
      .reduce(0) { $0 + ($1.shape ?? shape).reduce(1, *) }
  }
}

extension Catalogue {
  /// The compositions that a bench measures: every recipe, and every part of the equation beside the
  /// simplest of the others.
  ///
  /// - Parameter schedule: the schedule of all but the rows of schedules.
  /// - Returns: a name and a composition for each.
  package func rows(_ schedule: any LearningRateSchedule) -> [(name: String, Composition)] {
    let named = recipes.map { ($0.name, $0.composition(schedule)) }
    let parts = Role.equation.flatMap { role in
      entries(role).map { entry in
        let part = entry.prototype
        return (
          "\(role): \(entry.name)",
          Composition(
            transforms: (part as? any GradientTransform).map { [$0] } ?? [],
            moments: part as? any MomentEstimator ?? .gradient,
            preconditioner: part as? any Preconditioner ?? .identity,
            decay: part as? any DecayPolicy ?? .none,
            schedule: part as? any LearningRateSchedule ?? schedule)
        )
      }
    }
    return named + parts
  }
}
