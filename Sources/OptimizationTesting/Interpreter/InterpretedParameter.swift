import Optimization

/// A parameter of a `ScalarInterpreter`, with the state that all parts keep for it.
struct InterpretedParameter {
  let shape: [Int]
  private(set) var values: [Float]
  var gradient: [Float] = []

  /// The gradient as the preconditioner has seen it.
  private(set) var observed: [Float] = []

  /// What the moment estimator has made of the gradient.
  private(set) var estimate: [Float] = []

  private let offset: Int
  private var direction: [Float] = []
  private var steps = 0
  private var transforms: [InterpretedState]
  private var moments: InterpretedState
  private(set) var preconditioner: InterpretedState
  private var decay: InterpretedState
  private var schedule: InterpretedState?

  /// What the schedule lets other parts read at this step.
  var published: Published?

  init(_ composition: Composition, shape: [Int], values: [Float], offset: Int) {
    func state(_ part: any StatefulComponent) -> InterpretedState {
      InterpretedState(part, shape: shape, values: values)
    }
    self.shape = shape
    self.values = values
    self.offset = offset
    transforms = composition.transforms.map { state($0) }
    moments = state(composition.moments)
    preconditioner = state(composition.preconditioner)
    decay = state(composition.decay)
    schedule = composition.listeningSchedule.map { state($0) }
  }
}

extension InterpretedParameter {
  /// What a transform does to the parameter.
  mutating func action(
    of transform: any GradientTransform, _ index: Int, norm: Double, learningRate: Double
  ) -> TransformAction {
    let isPerParameter = transform.normScope == .parameter || transform.granularity == .parameter
    return transform.action(
      at: transforms[index].context(
        at: steps + 1, learningRate: learningRate, shape: isPerParameter ? shape : [],
        measured: norm, published: published))
  }

  mutating func scaleGradient(by factor: Float) { gradient = gradient.map { $0 * factor } }

  mutating func rewriteGradient(
    _ pass: any TransformPass, transform: Int, granularity: Granularity
  ) {
    let (values, offset) = (values, offset)
    for unit in granularity.units(of: values.count) {
      var part = Array(gradient[unit])
      transforms[transform].view(unit) { state in
        var span = part.mutableSpan
        pass.rewrite(
          &span, parameters: Array(values[unit]).span, offset: offset + unit.lowerBound,
          state: &state)
      }
      gradient.replaceSubrange(unit, with: part)
    }
  }

  mutating func addPenalty(_ policy: any DecayPolicy, share: Double, learningRate: Double) {
    let pass = policy.pass(
      at: decay.context(
        at: steps + 1, learningRate: learningRate, decay: share, published: published))
    for unit in policy.granularity.units(of: values.count) {
      var part = Array(gradient[unit])
      decay.view(unit) { state in
        var span = part.mutableSpan
        pass.pull(
          &span, parameters: Array(values[unit]).span, direction: Span(), state: &state)
      }
      gradient.replaceSubrange(unit, with: part)
    }
  }
}

extension InterpretedParameter {
  /// Lets a schedule hear of every element, and adds the terms to its sums.
  mutating func hear(_ listener: any Listener, _ sums: inout [Double]) {
    let count = sums.count
    for unit in values.indices.map({ $0..<($0 + 1) }) {
      let (seen, before) = (Array(gradient[unit]), Array(values[unit]))
      var terms = Array(repeating: Float.nan, count: count)
      schedule?.view(unit) { state in
        var view = StateView(terms.mutableSpan, stride: 1)
        listener.hear(
          &view, tile: Tile(gradient: seen.span, parameters: before.span), state: &state)
      }
      for k in sums.indices { sums[k] += Double(terms[k]) }
    }
  }

  /// Lets the moment estimator compute the direction.
  mutating func estimate(_ context: InterpretedContext, _ estimator: any MomentEstimator) {
    let pass = estimator.pass(
      at: moments.context(
        at: steps + 1, learningRate: context.learningRate, shape: shape,
        measured: context.mean, decay: context.decay, published: published))
    direction = gradient.map { _ in .nan }
    observed = gradient
    for unit in estimator.granularity.units(of: values.count) {
      let (seen, before) = (Array(gradient[unit]), Array(values[unit]))
      var (part, watched) = (Array(direction[unit]), seen)
      moments.view(unit) { state in
        if estimator.observes {
          var span = watched.mutableSpan
          pass.observe(&span, state: &state)
        }
        var span = part.mutableSpan
        pass.estimate(
          &span, tile: Tile(gradient: seen.span, parameters: before.span), state: &state)
      }
      direction.replaceSubrange(unit, with: part)
      observed.replaceSubrange(unit, with: watched)
    }
    estimate = direction
  }

  /// Lets the preconditioner rescale the direction.
  mutating func rescale(_ context: InterpretedContext, _ scaler: any Preconditioner) {
    let pass = scaler.pass(
      at: preconditioner.context(
        at: steps + 1, learningRate: context.learningRate, shape: shape,
        measured: context.mean, scale: context.scale, decay: context.decay,
        published: published))
    for unit in scaler.granularity.units(of: values.count) {
      let (seen, before) = (Array(observed[unit]), Array(values[unit]))
      var part = Array(direction[unit])
      preconditioner.view(unit) { state in
        var span = part.mutableSpan
        pass.rescale(
          &span, tile: Tile(gradient: seen.span, parameters: before.span), state: &state)
      }
      direction.replaceSubrange(unit, with: part)
    }
  }

  /// Moves the values along the direction, and by a share of a decay.
  mutating func descend(learningRate: Double, _ policy: any DecayPolicy, share: Double) {
    let pass =
      share > 0
      ? policy.pass(
        at: decay.context(
          at: steps + 1, learningRate: learningRate, decay: share, published: published))
      : nil
    for unit in policy.granularity.units(of: values.count) {
      let (before, way) = (Array(values[unit]), Array(direction[unit]))
      var step = way.map { Float(learningRate) * $0 }
      if let pass {
        decay.view(unit) { state in
          var span = step.mutableSpan
          pass.pull(&span, parameters: before.span, direction: way.span, state: &state)
        }
      }
      values.replaceSubrange(unit, with: zip(before, step).map { $0 - $1 })
    }
    steps += 1
  }
}

/// What a part is told of a step beside the parameter.
struct InterpretedContext {
  let learningRate: Double
  var mean: Double?
  var scale = 1.0
  var decay = 0.0
}
