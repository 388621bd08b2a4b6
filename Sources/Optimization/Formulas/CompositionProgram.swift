import Kernels

/// The formulas of a composition, compiled once: what a step asks of them are numbers.
package final class CompositionProgram: Sendable {
  /// The numbers of the loops of each part that keeps state, in the order of `statefulParts`.
  package let parts: [PartNumbers]

  /// The means of squares of the moment estimator and of the preconditioner.
  let means: PerPart<MeanSquare?>

  /// Whether a step follows the mean of the moment estimator or of the preconditioner, which is known
  /// before the pass.
  let followsMean: PerPart<Bool>

  /// Whether v̄ of the preconditioner is measured in the pass.
  let measuresMean: Bool

  /// η.
  let schedule: ScheduleProgram

  private let gain: FormulaProgram
  private let gainSlot: Int?

  private let share: FormulaProgram
  private let shareSlot: Int
  private let weightSlot: Int

  /// Whether the decay reads the gain.
  let needsGain: Bool

  /// Compiles a composition.
  ///
  /// - Parameters:
  ///   - composition: the parts.
  ///   - arrays: the state arrays of each part that keeps state.
  ///   - measuresGain: whether the gain is wanted though the decay doesn't read it.
  init(_ composition: Composition, arrays: [[StateArray]], measuresGain: Bool) {
    parts = zip(composition.statefulParts, arrays).map {
      PartNumbers(of: $0.part, arrays: $1)
    }
    means = composition.means(arrays: arrays)
    needsGain = composition.decay.share.contains(.gain)
    let isWanted = needsGain || measuresGain
    followsMean = PerPart(
      moments: means.moments?.isKnownBefore == true && (isWanted || composition.moments.readsMean),
      preconditioner: means.preconditioner?.isKnownBefore == true && isWanted, decay: false)
    measuresMean = needsGain && means.preconditioner?.isKnownBefore == false
    schedule = ScheduleProgram(composition.schedule)
    var gain = FormulaProgram()
    gainSlot = composition.gain(ofMeans: [.momentsMean, .preconditionerMean]).map { gain.add($0) }
    self.gain = gain
    var share = FormulaProgram()
    let own = composition.decay.share
    let multiplied = own.contains(.multiplier) ? own : own * .multiplier
    shareSlot = share.add(multiplied)
    weightSlot = share.add(multiplied.divided(by: .η))
    self.share = share
  }

  /// Room for the numbers of all programs.
  func makeRooms() -> Rooms {
    Rooms(
      parts: parts.map { $0.program.makeRoom() },
      means: PerPart(
        moments: means.moments?.makeRoom(), preconditioner: means.preconditioner?.makeRoom(),
        decay: nil),
      schedule: schedule.makeRoom(), gain: gain.makeRoom(), share: share.makeRoom())
  }

  /// Room for the numbers of a composition's programs.
  struct Rooms {
    let parts: [Block<Double>]
    let means: PerPart<Block<Double>?>
    let schedule: Block<Double>
    let gain: Block<Double>
    let share: Block<Double>
  }
}

extension CompositionProgram {
  /// What the parts make of a gradient of 1 on average; nil where it isn't defined, because a mean is 0
  /// or not known, or a part doesn't say.
  func gain(
    at step: Int, learningRate: Double, means: PerPart<Double?>, published: Published?,
    _ rooms: Rooms
  ) -> Double? {
    guard let gainSlot else { return nil }
    let room = rooms.gain
    var numbers = room.mutableSpan
    for input in gain.inputs {
      switch input.formula {
      case .momentsMean: numbers[input.slot] = means.moments ?? .nan
      case .preconditionerMean: numbers[input.slot] = means.preconditioner ?? .nan
      case .η: numbers[input.slot] = learningRate
      case .t: numbers[input.slot] = Double(step)
      default: numbers[input.slot] = published?.value(of: input.formula) ?? 0
      }
    }
    gain.run(&numbers)
    let value = numbers[gainSlot]
    return value.isFinite ? value : nil
  }

  /// How much is decayed: the share with the group's multiplier, and what it is for one unit of learning
  /// rate.
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
  /// The numbers of a part that keeps some arrays.
  convenience init(of part: any StatefulComponent, arrays: [StateArray]) {
    // What a schedule keeps is not a parameter's.
    let lines = part is any ListeningSchedule ? [] : part.lines
    let isTransform = part is any GradientTransform
    let supplied = lines.flatMap { isTransform ? $0.formula.norms : $0.formula.means }
    self.init(lines, arrays: arrays.map(\.name), supplied: Set(supplied))
  }

  /// The numbers of a part for one shape.
  package convenience init(of part: any StatefulComponent, shape: [Int]) {
    self.init(of: part, arrays: part.stateArrays(for: shape))
  }
}
