import Foundation
import Optimization

/// A parameter of a `ScalarInterpreter`, with the state that all parts keep for it.
struct InterpretedParameter {
  let shape: [Int]
  private(set) var values: [Float]
  var gradient: [Float] = []

  /// Σ v̂ that the preconditioner has told after its pass.
  private(set) var measuredSecondMoments = 0.0

  private let offset: Int
  private var direction: [Float] = []
  private var steps = 0
  var transforms: [InterpretedState]
  private var moments: InterpretedState
  private var preconditioner: InterpretedState
  private var decay: InterpretedState

  /// The second moments of moment estimator and preconditioner, carried along beside their arrays.
  private var secondMoments: [[Float]]

  init(_ composition: Composition, shape: [Int], values: [Float], offset: Int) {
    self.shape = shape
    self.values = values
    self.offset = offset
    transforms = composition.transforms.map { InterpretedState($0, shape: shape, values: values) }
    moments = InterpretedState(composition.moments, shape: shape, values: values)
    preconditioner = InterpretedState(composition.preconditioner, shape: shape, values: values)
    decay = InterpretedState(composition.decay, shape: shape, values: values)
    secondMoments = [composition.moments.secondMoment, composition.preconditioner.secondMoment]
      .map { moment in
        guard case .recurrent(_, _, _, let start, _) = moment else { return [] }
        return values.map { _ in start }
      }
  }
}

extension InterpretedParameter {
  mutating func scaleGradient(by factor: Float) { gradient = gradient.map { $0 * factor } }

  mutating func rewriteGradient(
    _ pass: any TransformPass, transform: Int, granularity: Granularity
  ) {
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

  mutating func addPenalty(_ policy: any DecayPolicy, rate: Double) {
    let pass = policy.pass(rate: rate)
    for unit in policy.granularity.units(of: values.count) {
      var part = Array(gradient[unit])
      decay.view(unit) { state in
        var span = part.mutableSpan
        pass.add(to: &span, parameters: Array(values[unit]).span, state: &state)
      }
      gradient.replaceSubrange(unit, with: part)
    }
  }

  /// Carries the second moments on: v ← retention · v + innovation · g², number by number.
  mutating func followSecondMoments(_ moment: SecondMoment, lane: Int) {
    guard case .recurrent(let retention, let innovation, _, _, let startsFull) = moment else {
      return
    }
    for i in gradient.indices {
      let square = gradient[i] * gradient[i]
      secondMoments[lane][i] =
        startsFull && steps == 0
        ? square : retention * secondMoments[lane][i] + innovation * square
    }
  }

  /// Σ v̂ of them.
  func sumOfSecondMoments(_ moment: SecondMoment, lane: Int) -> Double {
    guard case .recurrent(_, _, let base, _, _) = moment else { return 0 }
    let sum = secondMoments[lane].reduce(0) { $0 + Double($1) }
    return base.map { sum / (1 - pow($0, Double(steps + 1))) } ?? sum
  }

  /// Computes the direction: moments, then the preconditioner.
  mutating func direct(
    _ composition: Composition, learningRate: Double, means: [Double?], measures: Bool,
    decayWeight: [Double]
  ) {
    func context(_ lane: Int, _ part: any StatefulComponent, scale: Double = 1) -> StepContext {
      StepContext(
        step: steps + 1, learningRate: learningRate,
        peakLearningRate: composition.schedule.peakLearningRate,
        shape: part.granularity == .parameter ? shape : [], meanSecondMoment: means[lane],
        directionScale: scale, decayWeight: decayWeight[lane])
    }
    let (estimator, scaler) = (composition.moments, composition.preconditioner)
    let estimating = moments.prepare { scalars in
      estimator.pass(at: context(0, estimator), scalars: &scalars)
    }
    let rescaling = preconditioner.prepare { scalars in
      scaler.pass(at: context(1, scaler, scale: estimating.scale), scalars: &scalars)
    }
    direction = gradient.map { _ in .nan }
    var observed = gradient
    for unit in estimator.granularity.units(of: values.count) {
      let (seen, before) = (Array(gradient[unit]), Array(values[unit]))
      var (part, watched) = (Array(direction[unit]), seen)
      moments.view(unit) { state in
        if estimator.observes {
          var span = watched.mutableSpan
          estimating.observe(&span, state: &state)
        }
        var span = part.mutableSpan
        estimating.estimate(
          &span, tile: Tile(gradient: seen.span, parameters: before.span), state: &state)
      }
      direction.replaceSubrange(unit, with: part)
      observed.replaceSubrange(unit, with: watched)
    }
    measuredSecondMoments = 0
    for unit in scaler.granularity.units(of: values.count) {
      let (seen, before) = (Array(observed[unit]), Array(values[unit]))
      var part = Array(direction[unit])
      preconditioner.view(unit) { state in
        var span = part.mutableSpan
        rescaling.rescale(
          &span, tile: Tile(gradient: seen.span, parameters: before.span), state: &state)
        if measures {
          measuredSecondMoments += rescaling.sumOfSecondMoments(&state, count: unit.count)
        }
      }
      direction.replaceSubrange(unit, with: part)
    }
    steps += 1
  }

  /// Moves the values along the direction, and by a decay of some rate.
  mutating func descend(learningRate: Double, _ policy: any DecayPolicy, decayRate: Double) {
    let pass = decayRate > 0 ? policy.pass(rate: decayRate) : nil
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
  }
}

/// The state arrays and scalars of one part for one parameter.
struct InterpretedState {
  private var arrays: [[Float]]
  private var scalars: [Double]
  private let seesWhole: Bool

  init(_ part: any StatefulComponent, shape: [Int], values: [Float]) {
    arrays = part.stateArrays(for: shape).map { array in
      switch array.start {
      case .constant(let number):
        Array(repeating: number, count: (array.shape ?? shape).reduce(1, *))
      case .parameters: values
      }
    }
    scalars = part.stateScalars.map(\.initial)
    seesWhole = part.granularity == .parameter
  }

  /// Lets the body see the arrays for some elements, one array behind the other.
  mutating func view(_ unit: Range<Int>, _ body: (inout StateView) -> Void) {
    let ranges = arrays.map { seesWhole ? 0..<$0.count : unit }
    var block = zip(arrays, ranges).flatMap { $0[$1] }
    do {
      var view = StateView(block.mutableSpan, stride: unit.count)
      body(&view)
    }
    var start = 0
    for (index, range) in ranges.enumerated() {
      arrays[index].replaceSubrange(range, with: block[start..<(start + range.count)])
      start += range.count
    }
  }

  /// Lets the body read and write the scalars.
  mutating func prepare<Result>(_ body: (inout MutableSpan<Double>) -> Result) -> Result {
    var span = scalars.mutableSpan
    return body(&span)
  }
}

extension Granularity {
  /// What a part of this granularity sees at once of so many elements.
  fileprivate func units(of count: Int) -> [Range<Int>] {
    self == .parameter ? [0..<count] : (0..<count).map { $0..<($0 + 1) }
  }
}
