import Kernels

/// What a part may know when it prepares a step: numbers, the same for all elements that it will see.
public struct StepContext: Sendable {
  /// The number of this step for the parameter: t, from 1.
  public private(set) var step: Int

  /// The learning rate of this step with the group's multiplier: ηₜ.
  public let learningRate: Double

  /// The parameter's shape, for parts that see whole parameters; else empty.
  public let shape: [Int]

  /// What was measured for the part before its pass; nil where its formulas name nothing, or nobody
  /// needs it.
  ///
  /// It is v̄ₜ, the mean in its lines or its gain, over all elements of all groups with a gradient; of a
  /// transform, the norm in its lines.
  public let measured: Double?

  /// s, what the moment estimator multiplied its average by to correct for the start.
  public let scale: Double

  /// λ, the decay per unit of learning rate, for a part that absorbs the decay; of a decay policy, how
  /// much is decayed: its share with the group's multiplier.
  public let decay: Double

  private let numbers: PartNumbers
  private let room: Block<Double>
  private var scope = -1

  init(_ inputs: StepInputs, _ numbers: PartNumbers, _ room: Block<Double>) {
    step = inputs.step
    learningRate = inputs.learningRate
    shape = inputs.shape
    measured = inputs.measured
    scale = inputs.scale
    decay = inputs.decay
    self.numbers = numbers
    self.room = room
  }

  /// What the lines of a moment estimator name `s`, rounded as its loop rounds it; 1 where they name
  /// nothing so.
  var ownScale: Double {
    guard case .symbol(let symbol) = Formula.s, let slot = slot(of: symbol) else { return 1 }
    return Double(Float(room.span[slot]))
  }

  /// A number of the part's lines: of a scalar line, or of a named formula.
  ///
  /// - Parameter name: the symbol that the line assigns, or that the formula is named.
  public subscript(_ name: Formula) -> Double {
    guard case .symbol(let symbol) = name, let slot = slot(of: symbol) else {
      fatalError("no line gives the number \(name)")
    }
    return room.span[slot]
  }

  private func slot(of symbol: Formula.Symbol) -> Int? {
    // Backwards: a line counts more than an earlier one of the same symbol.
    for entry in numbers.names.entries.reversed()
    where entry.symbol.name == symbol.name && entry.symbol.isShared == symbol.isShared
      && (symbol.isShared || entry.scope == scope)
    {
      return entry.slot
    }
    return nil
  }

  /// The context for a part inside, whose lines a wrapper has put `inside` a place.
  public func inside(_ place: String) -> StepContext {
    var inner = self
    let found = numbers.names.scopes.firstIndex { $0.parent == scope && $0.place == place }
    inner.scope = found ?? -2
    return inner
  }

  /// The context for a part inside whose steps are counted from a later one on.
  public func counted(from first: Int) -> StepContext {
    var later = self
    later.step = step - first + 1
    return later
  }
}

extension StepContext {
  /// Creates a context for testing a part by itself: what its lines give at a step, nothing kept yet.
  ///
  /// - Parameters:
  ///   - part: the part.
  ///   - step: t, from 1.
  ///   - learningRate: ηₜ.
  ///   - shape: the parameter's shape.
  ///   - measured: the mean, or the norm of a transform.
  ///   - scale: s.
  ///   - decay: λ, or the share of a decay policy.
  public init(
    for part: any StatefulComponent, at step: Int, learningRate: Double = 1, shape: [Int] = [],
    measured: Double? = nil, scale: Double = 1, decay: Double = 0
  ) {
    var kept: [Double] = []
    self.init(
      for: part, at: step, learningRate: learningRate, shape: shape, measured: measured,
      scale: scale, decay: decay, keeping: &kept)
  }

  /// Creates a context for testing a part by itself, one step after the other.
  ///
  /// - Parameters:
  ///   - part: the part.
  ///   - step: t, from 1.
  ///   - learningRate: ηₜ.
  ///   - shape: the parameter's shape.
  ///   - measured: the mean, or the norm of a transform.
  ///   - scale: s.
  ///   - decay: λ, or the share of a decay policy.
  ///   - kept: the numbers that the lines keep from step to step, to hand on; empty at the first.
  public init(
    for part: any StatefulComponent, at step: Int, learningRate: Double = 1, shape: [Int] = [],
    measured: Double? = nil, scale: Double = 1, decay: Double = 0, keeping kept: inout [Double]
  ) {
    self.init(
      for: part, at: step, learningRate: learningRate, shape: shape, measured: measured,
      scale: scale, decay: decay, published: nil, keeping: &kept)
  }

  /// The same, where a schedule lets the part read its numbers.
  package init(
    for part: any StatefulComponent, at step: Int, learningRate: Double, shape: [Int],
    measured: Double?, scale: Double, decay: Double, published: Published?,
    keeping kept: inout [Double]
  ) {
    let numbers = PartNumbers(of: part, shape: shape)
    if kept.isEmpty { kept = Array(repeating: 0, count: numbers.kept.count) }
    let room = numbers.program.makeRoom()
    let inputs = StepInputs(
      step: step, learningRate: learningRate, shape: shape, measured: measured, scale: scale,
      decay: decay, published: published)
    var scalars = kept.mutableSpan
    numbers.run(room, at: inputs, scalars: &scalars)
    self.init(inputs, numbers, room)
  }
}
