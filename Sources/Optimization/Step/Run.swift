import Autodiff
import Kernels

/// Elements of a group that take the same step: neighbouring parameters with one step count, or one
/// parameter where a part sees whole parameters; and what each part prepared for them.
struct Run: Sendable {
  let group: RunStorage
  /// The elements, counted in the group.
  let range: Range<Int>
  /// The first parameter.
  let parameter: Int
  let source: GradientSource
  let moments: any MomentPass
  let preconditioner: any PreconditionerPass
  var decay: (any DecayPass)?
  let learningRate: Float
  /// What the sum of the measured array is multiplied by.
  let meanFactor: Double
  /// The position of the run's first unit among the units of all runs.
  let firstUnit: Int
}

/// The blocks and the layout of a run's group.
struct RunStorage: Sendable {
  let values: Storage
  let arrays: Storage
  let layout: StateLayout
  let directions: Storage?
  let rewrittenGradients: Storage?
  let momentsPart: Int
  let measures: Bool
  let observes: Bool
  /// The array whose mean is measured, among those of the preconditioner, and whether its squares are.
  let measuredArray: Int
  let measuresSquares: Bool

  init(_ state: GroupState) {
    values = state.group.values
    arrays = state.arrays
    layout = state.layout
    directions = state.directions
    rewrittenGradients = state.rewrittenGradients
    momentsPart = state.momentsPart
    let composition = state.composition
    measures = state.measuresMean
    observes = composition.moments.observes
    let mean = state.program.means[1]
    measuresSquares = mean?.isSquared ?? false
    measuredArray =
      composition.preconditioner.stateArrays(for: state.group.parameters.first?.shape ?? [])
      .firstIndex { $0.name == mean?.array } ?? 0
  }
}

extension Run {
  /// Elements of one unit of work: a tile, or a whole parameter.
  var unitCount: Int {
    if group.rewrittenGradients != nil { return 1 }
    return (range.upperBound - 1) / group.layout.tile - range.lowerBound / group.layout.tile + 1
  }

  /// The elements of a unit, counted in the group.
  func unitRange(_ unit: Int) -> Range<Int> {
    if group.rewrittenGradients != nil { return range }
    let tile = group.layout.tile
    let start = (range.lowerBound / tile + unit - firstUnit) * tile
    return max(start, range.lowerBound)..<min(start + tile, range.upperBound)
  }

  /// The first half of a step: gradient, moments and preconditioner, up to the direction.
  func direct(_ unit: Range<Int>, scratch: Scratch, sums: inout UnitSums) {
    let directions = group.directions ?? scratch.directions
    var direction = directions.mutableSpan(
      group.directions == nil ? scratch.range(unit.count) : unit)
    if source.isUnchanged {
      let gradient = source.gradients.span(unit)
      sums.gradient = sumOfSquares(gradient)
      sums.transformedGradient = sums.gradient
      sums.secondMoment = estimate(&direction, gradient, unit, scratch)
    } else {
      let storage = group.rewrittenGradients ?? scratch.gradients
      let place = group.rewrittenGradients == nil ? scratch.range(unit.count) : unit
      var gradient = storage.mutableSpan(place)
      var decayState = state(of: 2, unit)
      source.load(unit, into: &gradient, state: &decayState)
      sums.gradient = sumOfSquares(source.gradients.span(unit))
      sums.transformedGradient = sumOfSquares(gradient.span)
      sums.secondMoment = estimate(&direction, gradient.span, unit, scratch)
    }
    let rate = Double(learningRate)
    sums.update = sumOfSquares(direction.span) * rate * rate
  }

  /// The second half of a step: decay, and the descent along the direction.
  func descend(_ unit: Range<Int>, scratch: Scratch, sums: inout UnitSums) {
    let directions = group.directions ?? scratch.directions
    let direction = directions.span(group.directions == nil ? scratch.range(unit.count) : unit)
    var values = group.values.mutableSpan(unit)
    sums.parameter = sumOfSquares(values.span)
    if let decay {
      var decayState = state(of: 2, unit)
      decay.shrink(&values, direction: direction, state: &decayState)
    }
    for i in values.indices { values[i] -= learningRate * direction[i] }
  }

  private func estimate(
    _ direction: inout MutableSpan<Float>, _ gradient: Span<Float>, _ unit: Range<Int>,
    _ scratch: Scratch
  ) -> Double {
    let parameters = group.values.span(unit)
    let tile = Tile(gradient: gradient, parameters: parameters)
    var momentsState = state(of: 0, unit)
    var preconditionerState = state(of: 1, unit)
    if group.observes {
      let room = scratch.observed
      var observed = room.mutableSpan(scratch.range(unit.count))
      for i in observed.indices { observed[i] = gradient[i] }
      moments.observe(&observed, state: &momentsState)
      moments.estimate(&direction, tile: tile, state: &momentsState)
      preconditioner.rescale(
        &direction, tile: Tile(gradient: observed.span, parameters: parameters),
        state: &preconditionerState)
    } else {
      moments.estimate(&direction, tile: tile, state: &momentsState)
      preconditioner.rescale(&direction, tile: tile, state: &preconditionerState)
    }
    guard group.measures else { return 0 }
    var sum = 0.0
    for i in 0..<unit.count {
      let v = Double(preconditionerState[group.measuredArray, i])
      sum += group.measuresSquares ? v * v : v
    }
    return sum * meanFactor
  }

  /// The arrays of the moment estimator (0), the preconditioner (1) or the decay policy (2).
  @_lifetime(borrow self)
  private func state(of part: Int, _ unit: Range<Int>) -> StateView {
    let place = group.layout.view(
      part: group.momentsPart + part, parameter: parameter, element: unit.lowerBound,
      stride: range.count)
    return StateView(group.arrays.mutableSpan(place.range), stride: place.stride)
  }
}

/// Room for one tile's gradient and direction, for each thread.
struct Scratch: Sendable {
  let gradients: Storage
  let observed: Storage
  let directions: Storage
  private let start: Int

  init(gradients: Storage, observed: Storage, directions: Storage, start: Int) {
    self.gradients = gradients
    self.observed = observed
    self.directions = directions
    self.start = start
  }

  /// Makes room for some threads.
  init(elements: Int) {
    self.init(
      gradients: Storage(count: elements), observed: Storage(count: elements),
      directions: Storage(count: elements), start: 0)
  }

  /// The room of one thread.
  func share(_ share: Int, elements: Int) -> Scratch {
    Scratch(
      gradients: gradients, observed: observed, directions: directions, start: share * elements)
  }

  /// The room of `count` elements.
  func range(_ count: Int) -> Range<Int> { start..<(start + count) }
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
