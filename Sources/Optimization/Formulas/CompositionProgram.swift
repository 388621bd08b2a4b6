import Kernels

/// The formulas of a composition, compiled once: what a step asks of them are numbers.
struct CompositionProgram: Sendable {
  /// The numbers of the loops of each part that keeps state, in the order of `statefulParts`.
  let parts: [PartNumbers]

  /// The norm that each transform reads.
  let norms: [NormScope?]

  /// The means of squares of the moment estimator and of the preconditioner.
  let means: [MeanSquare?]

  /// Whether a step needs the mean of the moment estimator or of the preconditioner.
  let needsMean: [Bool]

  /// η as a formula of t and of what its schedule remembers of a metric.
  private let rate: FormulaProgram
  private let rateSlot: Int
  private let metricNames: [Formula]

  private let gain: FormulaProgram
  private let gainSlot: Int?

  private let share: FormulaProgram
  private let shareSlot: Int
  private let weightSlot: Int

  /// Whether the decay reads the gain.
  let needsGain: Bool

  /// Compiles a composition for parameters of some shapes.
  ///
  /// - Parameter needsGain: whether the gain is wanted though the decay doesn't read it.
  init(_ composition: Composition, shapes: [[Int]], measuresGain: Bool) {
    parts = composition.statefulParts.map { PartNumbers(of: $0.part, shapes: shapes) }
    norms = composition.transforms.map(\.normScope)
    means = composition.means(shapes: shapes)
    needsGain = composition.decay.share.contains(.gain)
    needsMean = [
      composition.moments.readsMean || (needsGain || measuresGain) && means[0] != nil,
      (needsGain || measuresGain) && means[1] != nil,
    ]
    var rate = FormulaProgram()
    rateSlot = rate.add(composition.schedule.rate)
    self.rate = rate
    let metrics = (composition.schedule as? any MetricDrivenSchedule)?.stateScalars ?? []
    metricNames = metrics.map { .symbol(Formula.Symbol($0.name)) }
    var gain = FormulaProgram()
    gainSlot = composition.gain(ofMeans: [.momentsMean, .preconditionerMean]).map { gain.add($0) }
    self.gain = gain
    var share = FormulaProgram()
    shareSlot = share.add(composition.decay.share)
    weightSlot = share.add(composition.decay.share.divided(by: .η))
    self.share = share
  }

  /// Room for the numbers of all programs.
  func makeRooms() -> Rooms {
    Rooms(
      parts: parts.map { $0.program.makeRoom() }, means: means.map { $0?.makeRoom() },
      rate: rate.makeRoom(), gain: gain.makeRoom(), share: share.makeRoom())
  }

  /// Room for the numbers of a composition's programs.
  struct Rooms {
    let parts: [Block<Double>]
    let means: [Block<Double>?]
    let rate: Block<Double>
    let gain: Block<Double>
    let share: Block<Double>
  }
}

extension CompositionProgram {
  /// η of a step, before the group's multiplier.
  ///
  /// - Parameters:
  ///   - step: t of the optimizer.
  ///   - metrics: what the schedule remembers.
  ///   - rooms: room for the numbers.
  func learningRate(at step: Int, metrics: [Double], _ rooms: Rooms) -> Double {
    let room = rooms.rate
    var numbers = room.mutableSpan
    for input in rate.inputs {
      let metric = metricNames.firstIndex(of: input.formula)
      numbers[input.slot] = metric.map { metrics[$0] } ?? Double(step)
    }
    rate.run(&numbers)
    return numbers[rateSlot]
  }

  /// What the parts make of a gradient of 1 on average; nil where it isn't defined, because a mean is 0
  /// or not known, or a part doesn't say.
  func gain(at step: Int, learningRate: Double, means: [Double?], _ rooms: Rooms) -> Double? {
    guard let gainSlot else { return nil }
    let room = rooms.gain
    var numbers = room.mutableSpan
    for input in gain.inputs {
      switch input.formula {
      case .momentsMean: numbers[input.slot] = means[0] ?? .nan
      case .preconditionerMean: numbers[input.slot] = means[1] ?? .nan
      case .η: numbers[input.slot] = learningRate
      default: numbers[input.slot] = Double(step)
      }
    }
    gain.run(&numbers)
    let value = numbers[gainSlot]
    return value.isFinite ? value : nil
  }

  /// How much is decayed: the share, and what it is for one unit of learning rate.
  ///
  /// Without a gain, a decay that reads it is none.
  func decay(_ inputs: StepInputs, _ rooms: Rooms) -> (share: Double, weight: Double) {
    if needsGain, inputs.gain == nil { return (0, 0) }
    let room = rooms.share
    var numbers = room.mutableSpan
    for input in share.inputs { numbers[input.slot] = inputs.value(of: input.formula) }
    share.run(&numbers)
    let weight = numbers[weightSlot]
    return (numbers[shareSlot], weight.isFinite ? weight : 0)
  }
}

extension Formula {
  /// v̄ of the moment estimator and of the preconditioner.
  static let momentsMean = shared("mean of moments")
  static let preconditionerMean = shared("mean of preconditioner")

  /// The means over all elements in the formula.
  var means: [Formula] {
    measurements.filter {
      if case .call(let function, _) = $0 { function.name == "mean" } else { false }
    }
  }
}

extension PartNumbers {
  /// The numbers of a part for parameters of some shapes.
  init(of part: any StatefulComponent, shapes: [[Int]]) {
    var names: [String] = []
    for shape in shapes {
      for array in part.stateArrays(for: shape) where !names.contains(array.name) {
        names.append(array.name)
      }
    }
    let lines = part.lines
    let isTransform = part is any GradientTransform
    let supplied = lines.flatMap { isTransform ? $0.formula.norms : $0.formula.means }
    self.init(lines, arrays: names, supplied: Set(supplied))
  }

  /// The numbers of a part for one shape.
  package init(of part: any StatefulComponent, shape: [Int]) {
    self.init(of: part, shapes: [shape])
  }
}
