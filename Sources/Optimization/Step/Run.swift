import Autodiff
import Kernels

/// Elements of a group that take the same step: neighbouring parameters with one step count, or one
/// parameter where a part sees whole parameters; and what each part prepared for them.
struct Run: Sendable {
  let source: GradientSource
  /// The elements, counted in the group: those of all ranks, and of this one.
  let everyones: Range<Int>
  let range: Range<Int>
  let moments: any MomentPass
  let preconditioner: any PreconditionerPass
  var decay: (any DecayPass)?
  let learningRate: Float
  /// Everything but the preconditioner as a few numbers, where it is no more than that.
  let linear: LinearStep?
  /// What the sum of the array whose mean is measured is multiplied by.
  let meanFactor: Double
  /// What changes the arrays of the schedule, and where they lie.
  let hearing: (hearing: Hearing, place: StateLayout.Place)?
  /// Where the parts' arrays lie, and where those of moments and preconditioner do together.
  let places: PerPart<StateLayout.Place>
  let pairPlace: StateLayout.Place
  /// The number of the step of the whole optimizer.
  let step: Int
  /// The position of the run's first unit among the units of all runs.
  let firstUnit: Int
}

extension Run {
  /// What is to be done with a unit.
  enum Half {
    /// Everything, or the way to the direction where that must wait behind a barrier.
    case whole
    /// What is left behind the barrier.
    case descent
  }

  /// The number of its units of work: tiles, or one whole parameter.
  var unitCount: Int { unitCount(of: range) }

  /// The number of units of work that some of its elements are.
  func unitCount(of range: Range<Int>) -> Int {
    if range.isEmpty { return 0 }
    if source.layout.isWhole { return 1 }
    let tile = source.layout.tile
    return (range.upperBound - 1) / tile - range.lowerBound / tile + 1
  }

  /// Works on those of its units that are among some of all runs.
  ///
  /// - Parameters:
  ///   - units: the units.
  ///   - half: what is to be done with them.
  ///   - room: the thread's own.
  ///   - sums: for what the units add up; nil where nobody asks for it.
  func work(_ units: Range<Int>, _ half: Half, room: Room, sums: Block<Double>?) {
    let own = units.clamped(to: firstUnit..<(firstUnit + unitCount))
    guard half == .whole, let hearing else {
      workSilently(own, half, room: room, sums: sums)
      return
    }
    // In chunks, which stay in the cache and have room for terms.
    let length = max(1, chunkLength / source.layout.tile)
    for start in stride(from: own.lowerBound, to: own.upperBound, by: length) {
      let some = start..<min(start + length, own.upperBound)
      let first = unit(some.lowerBound, room: nil).elements.lowerBound
      let end = unit(some.upperBound - 1, room: nil).elements.upperBound
      room.note(.listening, over: end - first)
      var none = MutableSpan<Double>()
      hearing.hearing.hear(source, first..<end, place: hearing.place, room, &none)
      workSilently(some, half, room: room, sums: sums)
    }
  }

  /// Works on some of its units, where the schedule has heard of them.
  private func workSilently(_ own: Range<Int>, _ half: Half, room: Room, sums: Block<Double>?) {
    if half == .whole, workInOneLoop(own, room) { return }
    let layout = source.layout
    let hasBarrier = layout.directions != nil
    if half == .descent, !hasBarrier { return }
    let shrinkage = (decay as? Shrinkage)?.share
    // All views are made once here, and cut for each unit.
    let (changedBlock, directionBlock) = (
      layout.rewrittenGradients ?? room.gradients, layout.directions ?? room.directions
    )
    let (valueBlock, gradientBlock, stateBlock) = (
      layout.values, layout.gradients, layout.half == nil ? layout.arrays : room.states
    )
    let gradients = gradientBlock.span
    var values = valueBlock.mutableSpan
    var states = stateBlock.mutableSpan(stateRange(room))
    var changed = changedBlock.mutableSpan
    var directions = directionBlock.mutableSpan
    for number in own {
      let unit = unit(number, room: room)
      room.note(.tiled, over: unit.elements.count)
      let gradient = gradients.extracting(unit.elements)
      var total = UnitSums()
      if half == .descent, let sums { total = UnitSums(sums, unit: number) }
      var direction = directions.part(unit.direction)
      var copy = changed.part(unit.place)
      if half == .whole {
        let values = values.span.extracting(unit.elements)
        if source.isUnchanged {
          estimate(unit, gradient, values, &direction, &states, room, &total)
        } else {
          source.load(unit.elements, into: &copy, states: &states, draft: nil)
          estimate(unit, copy.span, values, &direction, &states, room, &total)
        }
        if sums != nil {
          let rate = Double(learningRate)
          total.gradient = sumOfSquares(gradient)
          total.transformedGradient =
            source.isUnchanged ? total.gradient : sumOfSquares(copy.span)
          total.update = sumOfSquares(direction.span) * rate * rate
        }
      }
      if half == .descent || !hasBarrier {
        var values = values.part(unit.elements)
        if sums != nil { total.parameter = sumOfSquares(values.span) }
        // What was made of the gradient is not needed any more.
        descend(unit, &values, direction.span, shrinkage, &states, step: &copy)
      }
      if let sums { total.store(in: sums, unit: number) }
    }
  }

  /// Works on some of its units in one loop each, where moments, preconditioner and decay have one.
  ///
  /// - Returns: whether it did.
  private func workInOneLoop(_ units: Range<Int>, _ room: Room) -> Bool {
    guard let linear else { return false }
    let layout = source.layout
    let (valueBlock, gradientBlock, stateBlock) = (
      layout.values, layout.gradients, layout.half == nil ? layout.arrays : room.states
    )
    let gradients = gradientBlock.span
    var values = valueBlock.mutableSpan
    var states = stateBlock.mutableSpan(stateRange(room))
    var number = units.lowerBound
    while number < units.upperBound {
      // As far as the arrays go on: what is done once a loop does not show then.
      let first = unit(number, room: nil)
      let last = min(units.upperBound, number + first.unitsLeft)
      let unit = first.extended(to: unit(last - 1, room: nil).elements.upperBound)
      number = last
      var parameters = values.part(unit.elements)
      layout.half?.load(unit.elements, into: &states)
      do {
        var state = StateView(states.part(unit.range(of: pairPlace)), stride: pairPlace.stride)
        let isDone = preconditioner.descend(
          &parameters, gradient: gradients.extracting(unit.elements), step: linear, state: &state)
        if !isDone { return false }
      }
      layout.half?.store(unit.elements, from: states.span, step: step)
      room.note(.fused, over: unit.elements.count)
    }
    return true
  }

  /// The first half of a step: moments and preconditioner, from the gradient to the direction.
  private func estimate(
    _ unit: Unit, _ gradient: Span<Float>, _ parameters: Span<Float>,
    _ direction: inout MutableSpan<Float>, _ states: inout MutableSpan<Float>, _ room: Room,
    _ total: inout UnitSums
  ) {
    let half = source.layout.half
    half?.load(unit.elements, into: &states)
    defer { half?.store(unit.elements, from: states.span, step: step) }
    do {
      var state = StateView(
        states.part(unit.range(of: places.moments)), stride: places.moments.stride)
      if source.layout.observes {
        var observed = room.observed.mutableSpan(room.range(unit.elements.count))
        observed.copy(gradient)
        moments.observe(&observed, state: &state)
      }
      moments.estimate(
        &direction, tile: Tile(gradient: gradient, parameters: parameters), state: &state)
    }
    let seen =
      source.layout.observes
      ? room.observed.span(room.range(unit.elements.count)) : gradient
    var state = StateView(
      states.part(unit.range(of: places.preconditioner)), stride: places.preconditioner.stride)
    preconditioner.rescale(
      &direction, tile: Tile(gradient: seen, parameters: parameters), state: &state)
    guard source.layout.measures, let mean = source.layout.program.means.preconditioner else {
      return
    }
    total.secondMoment =
      mean.sum(of: &state, array: source.layout.measuredArray, count: direction.count) * meanFactor
  }

  /// The second half of a step: the descent along the direction, and the decay.
  private func descend(
    _ unit: Unit, _ values: inout MutableSpan<Float>, _ direction: Span<Float>, _ shrinkage: Float?,
    _ states: inout MutableSpan<Float>, step: inout MutableSpan<Float>
  ) {
    guard let decay else {
      for i in values.indices { values[i] -= learningRate * direction[i] }
      return
    }
    if let share = shrinkage {
      for i in values.indices { values[i] -= learningRate * direction[i] + share * values[i] }
      return
    }
    for i in step.indices { step[i] = learningRate * direction[i] }
    var state = StateView(
      states.part(unit.range(of: places.decay)), stride: places.decay.stride)
    decay.pull(&step, parameters: values.span, direction: direction, state: &state)
    for i in values.indices { values[i] -= step[i] }
  }
}

/// A tile, or a whole parameter: what is worked on at once, and where.
private struct Unit {
  /// The elements, counted in the group.
  let elements: Range<Int>
  /// Where their changed gradients are put, and their directions.
  let place: Range<Int>
  let direction: Range<Int>
  /// How far the arrays of the stretch are from those of the first one, and the position in it.
  let shift: Int
  let offset: Int
  /// The number of units from this one to the end of the stretch.
  let unitsLeft: Int

  /// The unit with those behind it up to an element of the same stretch; for one loop over all of them.
  func extended(to end: Int) -> Unit {
    Unit(
      elements: elements.lowerBound..<end, place: place, direction: direction, shift: shift,
      offset: offset, unitsLeft: 0)
  }

  /// Where the arrays of a part lie.
  func range(of place: StateLayout.Place) -> Range<Int> {
    place.range(shift: shift, offset: offset)
  }
}

extension Run {
  /// The elements of state that its units are cut from: all, or the thread's room for those of a tile.
  private func stateRange(_ room: Room) -> Range<Int> {
    source.layout.half.map { room.stateRange($0.roomCount) } ?? 0..<source.layout.arrays.count
  }

  /// The unit of a number.
  private func unit(_ number: Int, room: Room?) -> Unit {
    let layout = source.layout
    if layout.isWhole {
      return Unit(
        elements: range, place: layout.place(of: range), direction: layout.place(of: range),
        shift: 0, offset: 0, unitsLeft: 1)
    }
    let tile = layout.tile
    let index = range.lowerBound / tile + number - firstUnit
    let start = index * tile
    let elements = max(start, range.lowerBound)..<min(start + tile, range.upperBound)
    let place = room?.range(elements.count) ?? 0..<0
    let direction = layout.directions == nil ? place : layout.place(of: elements)
    if layout.half != nil {
      return Unit(
        elements: elements, place: place, direction: direction, shift: 0, offset: 0, unitsLeft: 1)
    }
    let (shift, offset) = layout.position(of: elements.lowerBound)
    return Unit(
      elements: elements, place: place, direction: direction, shift: shift, offset: offset,
      unitsLeft: (layout.state.stretch - offset + tile - 1) / tile)
  }
}
