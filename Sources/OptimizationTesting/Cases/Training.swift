import Autodiff
import Kernels
import Optimization

/// A case in progress: what takes the steps, and the parameters of the case in some arrangement.
struct Training<Stepper: GroupStepper> {
  private let drawn: LawCase
  private let setting: TrainingSetting
  private let pieces: [(piece: TrainingSetting.Piece, parameter: Parameter)]
  let groups: [ParameterGroup]
  var stepper: Stepper

  /// Tells the stepper a metric; nil where its schedule hears of none.
  private let observe: ((inout Stepper, Double) -> Void)?

  /// Begins a training.
  ///
  /// - Parameters:
  ///   - drawn: the case.
  ///   - composition: the parts.
  ///   - setting: how the case is arranged; left out, in one group.
  ///   - observe: tells the stepper a metric; left out, it hears of none.
  ///   - wrap: what is put around the optimizer.
  /// - Throws: `OptimizerError` where the parts have no meaning together.
  init(
    _ drawn: LawCase, _ composition: Composition, _ setting: TrainingSetting = TrainingSetting(),
    observe: ((inout Stepper, Double) -> Void)? = nil, wrap: (Optimizer) -> Stepper
  ) throws {
    self.drawn = drawn
    self.observe = composition.listeningSchedule?.metricLines.isEmpty == false ? observe : nil
    self.setting = setting
    let start = drawn.start
    let members = (setting.groups ?? [TrainingSetting.Group(drawn.wholePieces)]).map { group in
      group.pieces.map { piece in
        (
          piece: piece,
          parameter: Parameter(
            "\(piece.parameter) from \(piece.range.lowerBound)", shape: piece.shape,
            start[piece.parameter][piece.range].map { setting.valueFactor * $0 })
        )
      }
    }
    pieces = members.flatMap { $0 }
    groups = members.enumerated().map { index, members in
      let group = setting.groups?[index]
      return ParameterGroup(
        "group \(index)", members.map(\.parameter),
        learningRateMultiplier: group?.learningRateMultiplier ?? 1,
        decayMultiplier: group?.decayMultiplier ?? 1)
    }
    var optimizer = try Optimizer(
      composition, missingGradients: setting.missingGradients, tile: setting.tile ?? drawn.tile)
    optimizer.threads = setting.threads
    optimizer.norms = setting.norms
    stepper = wrap(optimizer)
  }
}

extension Training where Stepper == Optimizer {
  /// Begins a training with nothing around the optimizer.
  init(
    _ drawn: LawCase, _ composition: Composition, _ setting: TrainingSetting = TrainingSetting()
  ) throws {
    try self.init(drawn, composition, setting, observe: { $0.observe(metric: $1) }) { $0 }
  }
}

/// How a case is arranged for a training.
struct TrainingSetting {
  /// A stretch of a parameter of the case, which is a parameter of its own here.
  struct Piece {
    let parameter: Int
    let range: Range<Int>
    let shape: [Int]
  }

  /// Pieces that share their multipliers.
  struct Group {
    var pieces: [Piece]
    var learningRateMultiplier = 1.0
    var decayMultiplier = 1.0

    init(
      _ pieces: [Piece], learningRateMultiplier: Double = 1, decayMultiplier: Double = 1
    ) {
      self.pieces = pieces
      self.learningRateMultiplier = learningRateMultiplier
      self.decayMultiplier = decayMultiplier
    }
  }

  /// The groups; nil for one of all parameters in order.
  var groups: [Group]?

  /// The number of elements of a tile; nil for that of the case.
  var tile: Int?

  var threads = 1

  /// The steps in which norms are measured, which take the parts one after the other.
  var norms = MeasuredSteps.never

  /// What all gradients are multiplied by.
  var gradientFactor: Float = 1

  /// What the values at the start are multiplied by, and those at the end are divided by.
  var valueFactor: Float = 1

  var missingGradients = MissingGradientPolicy.refuse
}

extension Training {
  /// Reports the metric that the case has for a step.
  mutating func reportMetric(_ number: Int) { observe?(&stepper, drawn.metric(at: number)) }

  /// Takes the step of a number with the gradients that the case has for it.
  @discardableResult
  mutating func step(_ number: Int) throws -> StepReport {
    reportMetric(number)
    return try step(with: drawn.gradients(at: number))
  }

  /// Takes a step with given gradients; parameters beyond them have none.
  @discardableResult
  mutating func step(with gradients: [[Float]]) throws -> StepReport {
    for (piece, parameter) in pieces where gradients.indices.contains(piece.parameter) {
      parameter.setGradient(
        gradients[piece.parameter][piece.range].map { setting.gradientFactor * $0 })
    }
    return try stepper.step(groups)
  }

  /// The values of the case's parameters, one behind the other, whatever the arrangement.
  var values: [Float] {
    var parameters = drawn.shapes.map { [Float](repeating: 0, count: $0.reduce(1, *)) }
    for (piece, parameter) in pieces {
      parameters[piece.parameter].replaceSubrange(piece.range, with: parameter.value)
    }
    return parameters.flatMap { $0.map { $0 / setting.valueFactor } }
  }

  /// Puts the values of an earlier moment back; the arrangement must be one of whole parameters.
  func restore(_ values: [Float]) {
    var start = 0
    for (_, parameter) in pieces {
      parameter.value.update(values[start..<(start + parameter.count)])
      start += parameter.count
    }
  }

  /// Takes all steps of the case.
  ///
  /// - Returns: the values after each.
  mutating func run() throws -> [[Float]] {
    try (1...drawn.steps).map { number in
      try step(number)
      return values
    }
  }
}

extension LawCase {
  /// Every parameter as it is.
  var wholePieces: [TrainingSetting.Piece] {
    shapes.indices.map {
      TrainingSetting.Piece(parameter: $0, range: 0..<count($0), shape: shapes[$0])
    }
  }

  /// Every parameter of more than one element in two.
  var halvedPieces: [TrainingSetting.Piece] {
    shapes.indices.flatMap { parameter in
      let count = count(parameter)
      let ranges = count > 1 ? [0..<(count / 2), (count / 2)..<count] : [0..<count]
      return ranges.map {
        TrainingSetting.Piece(parameter: parameter, range: $0, shape: [$0.count])
      }
    }
  }

  /// Every parameter in a group of its own, the last one first.
  var apart: [TrainingSetting.Group] { wholePieces.reversed().map { TrainingSetting.Group([$0]) } }
}
