import Autodiff
package import Kernels

/// What never changes of a group's state: where everything lies, and what its parts say of themselves.
package final class GroupLayout: Sendable {
  let values: Storage
  let gradients: Storage

  /// The state arrays of all parts; empty where they are halves.
  package let arrays: Storage

  /// The same as halves; nil where they are `Float`s.
  package let half: HalfState?

  /// Where they lie in either.
  let state: StateLayout

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

  /// The elements of a parameter's state array that there are here: those that lie side by side, and where
  /// the first of them does in the block.
  package func runs(
    of slot: Int, parameter: Int, count: Int
  ) -> [(indices: Range<Int>, place: Int)] {
    state.runs(
      slot: slot, parameter: parameter, indices: ownIndices(of: parameter, count: count),
      offset: ranges[parameter].lowerBound)
  }
}
