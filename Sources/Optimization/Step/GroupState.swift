package import Autodiff
package import Kernels

/// What an optimizer keeps for one group: state arrays, counters, and buffers for the step.
package final class GroupState {
  package let group: ParameterGroup
  package let composition: Composition
  let measuresGain: Bool
  package let layout: StateLayout

  /// The formulas of the composition, and room for their numbers.
  let program: CompositionProgram
  let rooms: CompositionProgram.Rooms

  /// Where each parameter lies in the group's arrays.
  package let ranges: [Range<Int>]

  /// The state arrays of all parts.
  package let arrays: Storage

  /// ηₜ of the step, with the group's multiplier.
  var learningRate = 0.0

  /// The largest learning rate of the schedule, with the group's multiplier.
  let peakLearningRate: Double?

  /// How many steps each parameter has taken.
  package var steps: [Int]

  /// The scalars of all parts, for one parameter after the other.
  package let scalars: Block<Double>

  /// Where each part's scalars begin, and the end: the number of scalars of a parameter.
  let scalarStarts: [Int]

  /// The sums over each parameter of the second moments that the moment estimator and the
  /// preconditioner keep, by their recurrences.
  package var secondMoments: [SIMD2<Double>]

  /// Whether the mean of the preconditioner is wanted and known only after its pass.
  let measuresMean: Bool

  /// Σ g² of each parameter after transforms and penalty, at this step.
  var energies: [Double]

  /// The direction of every element, where it must wait behind a barrier.
  let directions: Storage?

  /// The changed gradient of every element, where a part sees whole parameters.
  let rewrittenGradients: Storage?

  /// What the transforms do at this step.
  var stages: [TransformStage] = []

  init(
    _ group: ParameterGroup, _ composition: Composition, measuresGain: Bool, tile: Int
  ) {
    self.group = group
    self.composition = composition
    self.measuresGain = measuresGain
    let multiplier = group.learningRateMultiplier
    peakLearningRate = composition.schedule.peakLearningRate.map { $0 * multiplier }
    program = CompositionProgram(
      composition, shapes: group.parameters.map(\.shape), measuresGain: measuresGain)
    rooms = program.makeRooms()
    layout = StateLayout(composition, shapes: group.parameters.map(\.shape), tile: tile)
    var start = 0
    ranges = group.parameters.map { parameter in
      defer { start += parameter.count }
      return start..<(start + parameter.count)
    }
    arrays = Storage(count: layout.count)
    let count = group.parameters.count
    steps = Array(repeating: 0, count: count)
    var scalarStarts = [0]
    for numbers in program.parts {
      scalarStarts.append((scalarStarts.last ?? 0) + numbers.kept.count)
    }
    self.scalarStarts = scalarStarts
    scalars = Block(count: count * (scalarStarts.last ?? 0))
    let starts = SIMD2(program.means[0]?.start ?? 0, program.means[1]?.start ?? 0)
    secondMoments = ranges.map { starts * Double($0.count) }
    energies = Array(repeating: 0, count: count)
    measuresMean =
      program.needsMean[1] && program.needsGain && program.means[1]?.isKnownBefore == false
    directions = composition.seesWholeParameters || measuresMean ? Storage(count: group.count) : nil
    rewrittenGradients = composition.seesWholeParameters ? Storage(count: group.count) : nil
    startArrays()
  }

  /// Writes what the state arrays hold before the first step, where that is not 0.
  func startArrays() {
    let block = arrays
    let values = group.values
    var elements = block.mutableSpan
    for (parameter, slots) in layout.slots.enumerated() {
      let range = ranges[parameter]
      for (k, slot) in slots.enumerated() where slot.start != .constant(0) {
        for i in 0..<(slot.shape?.reduce(1, *) ?? range.count) {
          let position = layout.position(
            slot: k, parameter: parameter, index: i, offset: range.lowerBound)
          switch slot.start {
          case .constant(let number): elements[position] = number
          case .parameters: elements[position] = values.span[range.lowerBound + i]
          }
        }
      }
    }
  }
}

extension GroupState {
  /// A state of its own with the same contents.
  func copy() -> GroupState {
    let copy = GroupState(
      group, composition, measuresGain: measuresGain, tile: layout.tile)
    copyElements(of: arrays, to: copy.arrays)
    copyElements(of: scalars, to: copy.scalars)
    copy.steps = steps
    copy.secondMoments = secondMoments
    return copy
  }

  /// The number of scalars of one parameter.
  package var scalarCount: Int { scalarStarts.last ?? 0 }

  /// The positions of the parts among `Composition.statefulParts`.
  var momentsPart: Int { composition.transforms.count }
  var preconditionerPart: Int { composition.transforms.count + 1 }
  var decayPart: Int { composition.transforms.count + 2 }

  /// Where a part's scalars for a parameter lie.
  func scalarRange(part: Int, parameter: Int) -> Range<Int> {
    let base = parameter * scalarCount
    return (base + scalarStarts[part])..<(base + scalarStarts[part + 1])
  }
}

/// Copies all elements to a block of the same length.
private func copyElements<Element>(of source: Block<Element>, to target: Block<Element>) {
  let elements = source.span
  var copies = target.mutableSpan
  for i in elements.indices { copies[i] = elements[i] }
}
