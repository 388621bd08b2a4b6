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
        for i in layout.ownIndices(of: parameter, count: slot.shape?.reduce(1, *) ?? range.count) {
          let position = layout.state.position(
            slot: k, parameter: parameter, index: i, offset: range.lowerBound)
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

/// What never changes of a group's state: where everything lies, and what its parts say of themselves.
package final class GroupLayout: Sendable {
  let values: Storage
  let gradients: Storage

  /// The state arrays of all parts; none where they are halves.
  package let arrays: Storage
  package let half: HalfState?

  /// Where they lie in it.
  package let state: StateLayout

  /// Which elements each rank steps.
  package let shards: Shards

  /// How the state is cut, kept and shared out.
  let form: StateForm

  /// Where each parameter lies in the group's arrays.
  package let ranges: [Range<Int>]

  /// Where each part's scalars begin, and the end: the number of scalars of a parameter.
  let scalarStarts: [Int]

  /// The positions of the parts among `Composition.statefulParts`; transforms have those before.
  let parts: PerPart<Int>

  /// The formulas of the composition.
  package let program: CompositionProgram

  /// The position of the schedule, where it listens.
  let schedulePart: Int?

  /// The part that applies a decay of the parameters.
  let appliesDecay: PerPart<Bool>

  /// The direction of every element, where it must wait behind a barrier.
  let directions: Storage?

  /// The changed gradient of every element, where a part sees whole parameters.
  let rewrittenGradients: Storage?

  /// Where the chunks of elements begin whose sums of squares are added up, and the end: at each
  /// parameter and at each multiple of their length.
  let chunks: [Int]

  /// The number of chunks of the parameters before each one, and of all.
  let chunkStarts: [Int]

  /// The chunks of each rank.
  let chunkShards: [Range<Int>]

  /// Whether v̄ of the preconditioner is known only after its pass; then the array that is averaged,
  /// among those of the preconditioner.
  let measures: Bool
  let measuredArray: Int

  /// Whether the moment estimator changes what the preconditioner measures.
  let observes: Bool

  init(
    _ group: ParameterGroup, _ composition: Composition, _ program: CompositionProgram,
    _ form: StateForm
  ) {
    self.program = program
    self.form = form
    values = group.values
    gradients = group.gradients
    let first = composition.transforms.count
    parts = PerPart(moments: first, preconditioner: first + 1, decay: first + 2)
    var start = 0
    ranges = group.parameters.map { parameter in
      defer { start += parameter.count }
      return start..<(start + parameter.count)
    }
    let (tile, shapes) = (form.tile, group.parameters.map(\.shape))
    let seesWhole = composition.seesWholeParameters
    require(
      form.ranks == nil || chunkLength.isMultiple(of: tile),
      "Optimizer: a tile of sharded state must divide \(chunkLength), but is \(tile)")
    shards = Shards(
      zip(ranges, shapes).map { (range: $0, shape: $1) }, isWhole: seesWhole, form.ranks)
    state = StateLayout(composition, shapes: shapes, own: shards.own, tile: tile)
    half = HalfState(form.precision, group, state, ranges: ranges, parts: parts, tile: tile)
    arrays = Storage(count: half == nil ? state.count : 0)
    scalarStarts = program.parts.reduce(into: [0]) { starts, numbers in
      starts.append((starts.last ?? 0) + numbers.kept.count)
    }
    schedulePart = composition.schedule is any ListeningSchedule ? first + 3 : nil
    appliesDecay = composition.appliesDecay
    measures = program.measuresMean
    measuredArray =
      composition.preconditioner.stateArrays(for: group.parameters.first?.shape ?? [])
      .firstIndex { $0.name == program.means.preconditioner?.array } ?? 0
    directions = seesWhole || measures ? Storage(count: shards.own.count) : nil
    rewrittenGradients = seesWhole ? Storage(count: shards.own.count) : nil
    var chunks: [Int] = []
    var chunkStarts = [0]
    for range in ranges {
      chunks.append(range.lowerBound)
      if !seesWhole {
        let second = (range.lowerBound / chunkLength + 1) * chunkLength
        chunks += stride(from: second, to: range.upperBound, by: chunkLength)
      }
      chunkStarts.append(chunks.count)
    }
    chunkShards = shards.ranges.map { shard in
      (chunks.firstIndex { $0 >= shard.lowerBound } ?? chunks.count)..<(chunks.firstIndex {
        $0 >= shard.upperBound
      } ?? chunks.count)
    }
    self.chunks = chunks + [group.count]
    self.chunkStarts = chunkStarts
    observes = composition.moments.observes
  }

  /// The number of elements that are worked on at once.
  var tile: Int { form.tile }

  /// Whether a unit of work is a whole parameter, and not a tile.
  var isWhole: Bool { rewrittenGradients != nil }

  /// Where own elements lie in an array that has no others.
  func place(of elements: Range<Int>) -> Range<Int> {
    let start = shards.own.lowerBound
    return (elements.lowerBound - start)..<(elements.upperBound - start)
  }

  /// Which of the numbers of a state array of a parameter are this rank's.
  package func ownIndices(of parameter: Int, count: Int) -> Range<Int> {
    let (range, own) = (ranges[parameter], shards.own)
    if isWhole { return own.contains(range.lowerBound) ? 0..<count : 0..<0 }
    let elements = range.clamped(to: own)
    return elements.isEmpty
      ? 0..<0
      : (elements.lowerBound - range.lowerBound)..<(elements.upperBound - range.lowerBound)
  }
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
