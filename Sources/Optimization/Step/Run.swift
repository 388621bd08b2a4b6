import Autodiff
import Kernels

/// Elements of a group that take the same step: neighbouring parameters with one step count, or one
/// parameter where a part sees whole parameters; and what each part prepared for them.
struct Run: Sendable {
  let source: GradientSource
  /// The elements, counted in the group.
  let range: Range<Int>
  let moments: any MomentPass
  let preconditioner: any PreconditionerPass
  var decay: (any DecayPass)?
  let learningRate: Float
  /// What the sum of the array whose mean is measured is multiplied by.
  let meanFactor: Double
  /// Where the parts' arrays lie.
  let places: PerPart<StateLayout.Place>
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
  var unitCount: Int {
    if source.layout.isWhole { return 1 }
    let tile = source.layout.state.tile
    return (range.upperBound - 1) / tile - range.lowerBound / tile + 1
  }

  /// Works on those of its units that are among some of all runs.
  func work(_ units: Range<Int>, _ half: Half, room: Room, sums: Block<Double>) {
    let hasBarrier = source.layout.directions != nil
    if half == .descent, !hasBarrier { return }
    for unit in units.clamped(to: firstUnit..<(firstUnit + unitCount)) {
      let elements = elements(of: unit)
      var total = half == .whole ? UnitSums() : UnitSums(sums, unit: unit)
      if half == .whole { direct(elements, room: room, sums: &total) }
      if half == .descent || !hasBarrier { descend(elements, room: room, sums: &total) }
      total.store(in: sums, unit: unit)
    }
  }

  /// The elements of a unit, counted in the group.
  private func elements(of unit: Int) -> Range<Int> {
    if source.layout.isWhole { return range }
    let tile = source.layout.state.tile
    let start = (range.lowerBound / tile + unit - firstUnit) * tile
    return max(start, range.lowerBound)..<min(start + tile, range.upperBound)
  }

  /// The first half of a step: gradient, moments and preconditioner, up to the direction.
  private func direct(_ unit: Range<Int>, room: Room, sums: inout UnitSums) {
    let layout = source.layout
    let directions = layout.directions ?? room.directions
    var direction = directions.mutableSpan(
      layout.directions == nil ? room.range(unit.count) : unit)
    if source.isUnchanged {
      let gradient = layout.gradients.span(unit)
      sums.gradient = sumOfSquares(gradient)
      sums.transformedGradient = sums.gradient
      sums.secondMoment = estimate(&direction, gradient, unit, room)
    } else {
      let storage = layout.rewrittenGradients ?? room.gradients
      var gradient = storage.mutableSpan(layout.isWhole ? unit : room.range(unit.count))
      var states = layout.arrays.mutableSpan
      source.load(unit, into: &gradient, states: &states, draft: nil)
      sums.gradient = sumOfSquares(layout.gradients.span(unit))
      sums.transformedGradient = sumOfSquares(gradient.span)
      sums.secondMoment = estimate(&direction, gradient.span, unit, room)
    }
    let rate = Double(learningRate)
    sums.update = sumOfSquares(direction.span) * rate * rate
  }

  /// The second half of a step: decay, and the descent along the direction.
  private func descend(_ unit: Range<Int>, room: Room, sums: inout UnitSums) {
    let layout = source.layout
    let directions = layout.directions ?? room.directions
    let direction = directions.span(layout.directions == nil ? room.range(unit.count) : unit)
    var values = layout.values.mutableSpan(unit)
    sums.parameter = sumOfSquares(values.span)
    if let decay {
      var states = layout.arrays.mutableSpan
      let (shift, offset) = layout.position(of: unit.lowerBound)
      var view = StateView(
        states.part(places.decay.range(shift: shift, offset: offset)), stride: places.decay.stride)
      decay.shrink(&values, direction: direction, state: &view)
    }
    for i in values.indices { values[i] -= learningRate * direction[i] }
  }

  private func estimate(
    _ direction: inout MutableSpan<Float>, _ gradient: Span<Float>, _ unit: Range<Int>,
    _ room: Room
  ) -> Double {
    let layout = source.layout
    let parameters = layout.values.span(unit)
    let tile = Tile(gradient: gradient, parameters: parameters)
    let (shift, offset) = layout.position(of: unit.lowerBound)
    var states = layout.arrays.mutableSpan
    do {
      var view = StateView(
        states.part(places.moments.range(shift: shift, offset: offset)),
        stride: places.moments.stride)
      if layout.observes {
        var observed = room.observed.mutableSpan(room.range(unit.count))
        for i in observed.indices { observed[i] = gradient[i] }
        moments.observe(&observed, state: &view)
      }
      moments.estimate(&direction, tile: tile, state: &view)
    }
    let observed = layout.observes ? room.observed.span(room.range(unit.count)) : gradient
    var view = StateView(
      states.part(places.preconditioner.range(shift: shift, offset: offset)),
      stride: places.preconditioner.stride)
    preconditioner.rescale(
      &direction, tile: Tile(gradient: observed, parameters: parameters), state: &view)
    guard layout.measures else { return 0 }
    let isSquared = layout.program.means.preconditioner?.isSquared ?? false
    var sum = 0.0
    for i in 0..<unit.count {
      let number = Double(view[layout.measuredArray, i])
      sum += isSquared ? number * number : number
    }
    return sum * meanFactor
  }
}

/// What one unit of work adds up, for the report and for the mean second moment.
struct UnitSums: Sendable {
  /// Σ g² before the transforms.
  var gradient = 0.0
  /// Σ g² as the moment estimator saw it.
  var transformedGradient = 0.0
  /// Σ (η d)².
  var update = 0.0
  /// Σ θ² before the step.
  var parameter = 0.0
  /// Σ v̂, where it had to be measured.
  var secondMoment = 0.0

  /// The distance from a unit's sums to the next's: one cache line, which no two threads share.
  static let stride = 8

  /// Adds what another unit added up.
  mutating func add(_ other: UnitSums) {
    gradient += other.gradient
    transformedGradient += other.transformedGradient
    update += other.update
    parameter += other.parameter
    secondMoment += other.secondMoment
  }
}

extension UnitSums {
  /// Reads what a unit has added up so far.
  init(_ block: Block<Double>, unit: Int) {
    let numbers = block.span((unit * Self.stride)..<((unit + 1) * Self.stride))
    gradient = numbers[0]
    transformedGradient = numbers[1]
    update = numbers[2]
    parameter = numbers[3]
    secondMoment = numbers[4]
  }

  /// Writes what a unit has added up.
  func store(in block: Block<Double>, unit: Int) {
    var numbers = block.mutableSpan((unit * Self.stride)..<((unit + 1) * Self.stride))
    numbers[0] = gradient
    numbers[1] = transformedGradient
    numbers[2] = update
    numbers[3] = parameter
    numbers[4] = secondMoment
  }
}
