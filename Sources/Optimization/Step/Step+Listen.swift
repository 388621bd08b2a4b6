import Autodiff
import Kernels

extension Step {
  /// Takes the sums that schedules ask for, and has them find the learning rate.
  ///
  /// - Throws: `OptimizerError` where a schedule has no learning rate, or a group a multiplier that the
  ///   sums have no meaning with.
  mutating func listen() throws(OptimizerError) {
    var totals: [Double] = []
    for group in groups where group.layout.program.schedule.listens {
      try group.checkMultiplier()
      measureSums(of: group)
      if !hasOwnParts(group) {
        if totals.isEmpty { totals = group.now.sums.map { _ in 0 } }
        for k in totals.indices { totals[k] += group.now.sums[k] }
      }
    }
    for group in groups where group.layout.program.schedule.listens {
      let program = group.layout.program.schedule
      let isAlone = program.isPerGroup || hasOwnParts(group)
      let follower = state.scheduleMemory.follower(ofGroup: group.group.name)
      let room = group.rooms.schedule
      group.now.scheduledRate = program.run(
        room, at: number, metrics: follower?.metrics ?? [],
        kept: follower?.kept(ofGroup: group.group.name) ?? [],
        sums: isAlone ? group.now.sums : totals)
      if !group.isHeard { continue }
      if let condition = program.brokenCondition(room) {
        throw OptimizerError(
          .unsuitableLearningRate,
          "\(group.group.name): \(type(of: group.composition.schedule)): there is no learning rate "
            + "for step \(number) unless \(condition); reports come by observe(metric:)")
      }
    }
    for group in groups { try group.multiplyRate(at: number) }
    let reported =
      groups.first { !hasOwnParts($0) && $0.isHeard } ?? groups.first { !hasOwnParts($0) }
    report.learningRate =
      reported?.now.scheduledRate ?? state.nextLearningRate(composition.schedule)
  }

  /// Keeps the numbers of schedules, once nothing can fail any more; the runs keep the arrays.
  func keepHeard() {
    for group in groups where group.layout.program.schedule.listens && group.isHeard {
      let program = group.layout.program.schedule
      var kept = program.keptNames.map { _ in 0.0 }
      program.keep(group.rooms.schedule, in: &kept)
      state.scheduleMemory.keep(kept, ofGroup: group.group.name)
    }
  }

  /// Writes the sums over the elements of a group that take part.
  private func measureSums(of group: GroupState) {
    let program = group.layout.program.schedule
    group.now.sums = program.sums.map { _ in 0 }
    if group.now.sums.isEmpty || !group.isHeard { return }
    hear(group)
    let starts = group.layout.chunkStarts
    let count = program.sums.count
    let block = state.sums
    let chunks = block.span
    for parameter in group.steps.indices where group.takesPart(parameter) {
      for k in 0..<count {
        var total = 0.0
        for chunk in starts[parameter]..<starts[parameter + 1] {
          total += chunks[chunk * count + k]
        }
        group.now.sums[k] += total
      }
    }
  }

  /// Has the listener of a group's schedule hear every chunk, and adds up its terms; what it writes to the
  /// state is thrown away.
  private func hear(_ group: GroupState) {
    guard let listener = group.now.listener, let part = group.layout.schedulePart else { return }
    let count = group.layout.program.schedule.sums.count
    let places = group.steps.indices.prefix(group.isAlike ? 1 : group.steps.count)
      .map { group.place(of: part, parameter: $0) }
    let hearing = Hearing(listener: listener, terms: count, keepsState: false)
    forEachChunk(of: group, numbers: count, pass: .listening) {
      source, elements, parameter, room, sums in
      hearing.hear(
        source, elements, place: places[places.count == 1 ? 0 : parameter], room, &sums)
    }
  }
}

/// How a listener hears a chunk of a group.
struct Hearing: Sendable {
  let listener: any Listener
  /// The number of sums.
  let terms: Int
  let keepsState: Bool

  /// Hears some elements of one parameter, and writes the sums of their terms.
  func hear(
    _ source: GradientSource, _ elements: Range<Int>, place: StateLayout.Place, _ room: Room,
    _ sums: inout MutableSpan<Double>
  ) {
    let layout = source.layout
    let (gradients, stateBlock) = (layout.gradients, layout.arrays)
    let changed = layout.rewrittenGradients ?? room.gradients
    var states = stateBlock.mutableSpan
    let (range, stride) = room.terms(terms)
    var start = elements.lowerBound
    while start < elements.upperBound {
      let piece = start..<min(layout.endOfUnit(at: start), elements.upperBound)
      var terms = room.terms.mutableSpan(range)
      var all = StateView(
        terms.part((start - elements.lowerBound)..<terms.count), stride: stride)
      if source.isUnchanged {
        hear(source, piece, gradients.span(piece), &all, place, &states, room)
      } else {
        var copy = changed.mutableSpan(
          layout.isWhole ? layout.place(of: piece) : room.range(piece.count))
        source.load(piece, into: &copy, states: &states, draft: room)
        hear(source, piece, copy.span, &all, place, &states, room)
      }
      start = piece.upperBound
    }
    for k in sums.indices {
      let first = range.lowerBound + k * stride
      sums[k] = sum(room.terms.span(first..<(first + elements.count)))
    }
  }

  /// Hears some elements of one tile, or a whole parameter.
  private func hear(
    _ source: GradientSource, _ piece: Range<Int>, _ gradient: Span<Float>,
    _ terms: inout StateView, _ place: StateLayout.Place, _ states: inout MutableSpan<Float>,
    _ room: Room
  ) {
    let values = source.layout.values
    let tile = Tile(gradient: gradient, parameters: values.span(piece))
    let (shift, within) = source.layout.position(of: piece.lowerBound)
    let own = place.range(shift: shift, offset: within)
    if keepsState || own.isEmpty {
      var view = StateView(states.part(own), stride: place.stride)
      listener.hear(&terms, tile: tile, state: &view)
      return
    }
    let stride = room.copyState(
      states.span.extracting(own), stride: place.stride,
      elements: source.layout.isWhole ? nil : piece.count)
    var view = StateView(room.states.mutableSpan(room.stateRange(own.count)), stride: stride)
    listener.hear(&terms, tile: tile, state: &view)
  }
}

extension GroupState {
  /// What changes the arrays of the schedule, with the place of a parameter's; nil where nothing does.
  func keptHearing(of parameter: Int) -> (hearing: Hearing, place: StateLayout.Place)? {
    let program = layout.program.schedule
    guard program.changesArrays, isHeard, let listener = now.listener,
      let part = layout.schedulePart
    else { return nil }
    return (
      Hearing(listener: listener, terms: program.sums.count, keepsState: true),
      place(of: part, parameter: parameter)
    )
  }

  /// Whether the elements of the group count in the sums of its schedule.
  fileprivate var isHeard: Bool { group.learningRateMultiplier != 0 }

  /// Throws where the group's multiplier has no meaning with sums over all groups.
  fileprivate func checkMultiplier() throws(OptimizerError) {
    let (program, multiplier) = (layout.program.schedule, group.learningRateMultiplier)
    guard !program.sums.isEmpty, !program.isPerGroup, multiplier != 0, multiplier != 1 else {
      return
    }
    throw OptimizerError(
      .unsuitableLearningRate,
      "\(group.name): \(type(of: composition.schedule)) measures by sums over all groups, so that "
        + "a group's learning rate multiplier must be 1, or 0 to leave it out, "
        + "but is \(brief(multiplier))")
  }
}
