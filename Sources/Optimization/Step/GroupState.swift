package import Autodiff
package import Kernels

/// What an optimizer keeps for one group: state arrays, counters, and what a step makes of them.
package final class GroupState {
  package let group: ParameterGroup
  package let composition: Composition
  package let layout: GroupLayout

  /// How many steps each parameter has taken.
  package var steps: [Int]

  /// The scalars of all parts, for one parameter after the other.
  package let scalars: Block<Double>

  /// The sums over each parameter of the second moments that the moment estimator and the
  /// preconditioner keep, by their recurrences.
  package var secondMoments: PerPart<[Double]>

  /// Room for the numbers of the formulas.
  let rooms: CompositionProgram.Rooms

  /// What is known of the group at the step that is being taken.
  var now = GroupStep()

  init(
    _ group: ParameterGroup, _ composition: Composition, _ program: CompositionProgram,
    _ form: StateForm
  ) {
    self.group = group
    self.composition = composition
    layout = GroupLayout(group, composition, program, form)
    rooms = program.makeRooms()
    let count = group.parameters.count
    steps = Array(repeating: 0, count: count)
    scalars = Block(count: count * (layout.scalarStarts.last ?? 0))
    let counts = layout.ranges.map { Double($0.count) }
    secondMoments = PerPart(
      moments: counts.map { $0 * (program.means.moments?.start ?? 0) },
      preconditioner: counts.map { $0 * (program.means.preconditioner?.start ?? 0) }, decay: [])
    now.secondMoments = secondMoments
    startArrays()
  }

  /// Writes what the state arrays hold before the first step, where that is not 0.
  private func startArrays() {
    let (block, halfBlock) = (layout.arrays, layout.half?.arrays ?? Block(count: 0))
    let values = group.values
    var elements = block.mutableSpan
    var halves = halfBlock.mutableSpan
    for (parameter, range) in layout.ranges.enumerated() {
      for (k, slot) in layout.state.slots(of: parameter).enumerated()
      where slot.start != .constant(0) {
        let count = slot.shape?.reduce(1, *) ?? range.count
        for (indices, place) in layout.runs(of: k, parameter: parameter, count: count) {
          for (i, position) in zip(indices, place...) {
            switch slot.start {
            case .constant(let number):
              if layout.half == nil {
                elements[position] = number
              } else {
                halves[position] = brain(number)
              }
            case .parameters: elements[position] = values.span[range.lowerBound + i]
            }
          }
        }
      }
    }
  }
}

extension GroupState {
  /// A state of its own with the same contents.
  func copy() -> GroupState {
    let copy = GroupState(group, composition, layout.program, layout.form)
    copyElements(of: layout.arrays, to: copy.layout.arrays)
    if let half = layout.half, let other = copy.layout.half {
      copyElements(of: half.arrays, to: other.arrays)
    }
    copyElements(of: scalars, to: copy.scalars)
    copy.steps = steps
    copy.secondMoments = secondMoments
    return copy
  }

  /// The number of scalars of one parameter.
  package var scalarCount: Int { layout.scalarStarts.last ?? 0 }

  /// Where a part's scalars for a parameter lie; the part by its position among the stateful parts.
  func scalarRange(part: Int, parameter: Int) -> Range<Int> {
    let base = parameter * scalarCount
    return (base + layout.scalarStarts[part])..<(base + layout.scalarStarts[part + 1])
  }

  /// The numbers of a part for a parameter at a step; what it keeps of them is written.
  ///
  /// - Parameters:
  ///   - part: its position among the stateful parts.
  ///   - parameter: the parameter.
  ///   - inputs: what the shared symbols stand for.
  /// - Returns: the context of the part's pass.
  func context(part: Int, parameter: Int, _ inputs: StepInputs) -> StepContext {
    let block = scalars
    var kept = block.mutableSpan(scalarRange(part: part, parameter: parameter))
    let numbers = layout.program.parts[part]
    numbers.run(rooms.parts[part], at: inputs, scalars: &kept)
    return StepContext(inputs, numbers, rooms.parts[part])
  }

  /// Whether a parameter takes part in this step.
  func takesPart(_ parameter: Int) -> Bool { now.participants?[parameter] ?? true }
}

/// What is known of a group at one step: each phase adds what the next ones need.
struct GroupStep {
  /// Which parameters have a gradient; nil where all do.
  var participants: [Bool]?

  /// Where the group begins among the elements of all groups.
  var offset = 0

  /// ηₜ before the group's multiplier, and with it; and the largest one of the schedule with it.
  var scheduledRate = 0.0
  var learningRate = 0.0
  var peakLearningRate: Double?

  /// What a schedule that listens lets other parts read, what hears for it, and its sums.
  var published: Published?
  var listener: (any Listener)?
  var sums: [Double] = []

  /// What the transforms do.
  var stages: [TransformStage] = []

  /// The scalars of the transforms, for one parameter after the other, as the step leaves them.
  var transformScalars: [Double] = []

  /// Σ g² of each parameter after the transforms, and with the penalty once that is known.
  var energies: [Double] = []

  /// The penalty of a decay that enters through the gradient.
  var penalty: (any DecayPass)?

  /// The sums of the second moments as the step leaves them.
  var secondMoments = PerPart<[Double]>(moments: [], preconditioner: [], decay: [])

  /// What the parts make of a unit gradient on average; nil where it is not defined.
  var gain: Double?

  /// The share of each parameter that the decay takes, or its weight in the gradient; what it is for one
  /// unit of learning rate; and whether it would have been more than all.
  var decayRate = 0.0
  var decayWeight = 0.0
  var isDecayLimited = false
}

/// Copies all elements to a block of the same length.
private func copyElements<Element>(of source: Block<Element>, to target: Block<Element>) {
  let elements = source.span
  var copies = target.mutableSpan
  for i in elements.indices { copies[i] = elements[i] }
}
