public import Autodiff
import Kernels
public import Optimization
public import Training

/// What a step over shards asks of a communicator.
struct Sharing: StateRanks {
  let base: any Communicator

  /// Whether gradients are averaged before a step.
  var hasGradients = false

  var rank: Int { base.rank }
  var count: Int { base.count }

  func gather(_ own: [Double], counts: [Int]) -> [[Double]] { base.gather(own, counts: counts) }

  func difference(ofGradientsIn groups: [ParameterGroup]) -> String? {
    base.difference(ofGradientsIn: groups)
  }

  func average(_ array: Storage, _ shards: [Range<Int>]) {
    if hasGradients { return }
    forEachPiece(of: shards) { pieces in
      let counts = pieces.map(\.count)
      var parts = [Float](repeating: 0, count: counts.reduce(0, +))
      var received = [Float](repeating: 0, count: counts[rank] * count)
      var all = parts.mutableSpan
      for (piece, place) in placed(pieces) {
        var part = all.part(place)
        part.copy(array.span(piece))
      }
      var arriving = received.mutableSpan
      base.exchange(parts.span, counts: counts, &arriving)
      var own = array.mutableSpan(pieces[rank])
      base.writeMeans(of: received.span, to: &own)
    }
  }

  func gather(_ array: Storage, _ shards: [Range<Int>]) {
    forEachPiece(of: shards) { pieces in
      let counts = pieces.map(\.count)
      var parts = [Float](repeating: 0, count: counts.reduce(0, +))
      var all = parts.mutableSpan
      base.gather(array.span(pieces[rank]), counts: counts, &all)
      for (piece, place) in placed(pieces) {
        var values = array.mutableSpan(piece)
        values.copy(parts.span.extracting(place))
      }
    }
  }

  /// Goes over the ranges together, a piece of each at a time: what is under way takes little memory.
  private func forEachPiece(of shards: [Range<Int>], _ body: ([Range<Int>]) -> Void) {
    let length = Alone.partCount
    for start in stride(from: 0, to: shards.map(\.count).max() ?? 0, by: length) {
      body(
        shards.map { shard in
          let first = min(shard.lowerBound + start, shard.upperBound)
          return first..<min(first + length, shard.upperBound)
        })
    }
  }

  /// Pieces, and where each lies when they are one behind the other.
  private func placed(_ pieces: [Range<Int>]) -> [(piece: Range<Int>, place: Range<Int>)] {
    var start = 0
    return pieces.map { piece in
      defer { start += piece.count }
      return (piece, start..<(start + piece.count))
    }
  }
}

extension Optimizer {
  /// Shares the state out over ranks: each keeps the state of a part of the parameters and steps it
  /// (ZeRO, stage 1), with the same bits as one process.
  ///
  /// A step receives the mean over all ranks of its part of the gradient, in its place, and afterwards the
  /// parameters that the others have moved; other gradients stay those of this rank, and need no
  /// averaging before. A wrapper that looks at gradients itself (`sharpnessAware`) needs the mean of all:
  /// `averageGradients(of:)`, before each step and in `recompute`. Parameters that a part sees whole stay
  /// whole, each with one rank.
  ///
  /// ```swift
  /// import DistributedTraining
  ///
  /// let ranks: any Communicator = Alone()
  /// let weight = Parameter("weight", [1, 2])
  /// var optimizer = try Optimizer(.adamw(learningRate: .constant(0.1)))
  /// optimizer.shardState(over: ranks)
  /// weight.setGradient([1, 1])
  /// try optimizer.step([ParameterGroup("all", [weight])])
  /// ```
  ///
  /// - Parameter ranks: all processes; each shares its optimizer out before the first step.
  public mutating func shardState(over ranks: any Communicator) {
    if ranks.count > 1 { shareState(over: Sharing(base: ranks)) }
  }
}

extension TrainingRun {
  /// Shares the state of the optimizer out over ranks, as `Optimizer.shardState(over:)` does.
  ///
  /// - Parameters:
  ///   - ranks: all processes.
  ///   - hasGradients: whether the task averages gradients, as `DistributedTask` does that knows `shards`.
  public mutating func shardState(over ranks: any Communicator, hasGradients: Bool = false) {
    if ranks.count > 1 { stateRanks = Sharing(base: ranks, hasGradients: hasGradients) }
  }

  /// The ranges of each group that each rank steps.
  ///
  /// - Parameter groups: all groups of a step.
  /// - Returns: the ranges, in the order of the ranks; nil where state is not shared out.
  /// - Throws: `OptimizerError` where the optimizer can't work on these groups.
  public func shards(of groups: [ParameterGroup]) throws(OptimizerError) -> [[Range<Int>]]? {
    if stateRanks == nil { return nil }
    let optimizer = try makeOptimizer()
    return try optimizer.state.binding(of: groups) { optimizer.composition(of: $0) }.groups
      .map(\.layout.shards.ranges)
  }
}
