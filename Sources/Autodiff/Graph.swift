/// What operations remember and how layers behave, for the calling task.
///
/// ```swift
/// let weight = Parameter("weight", [2])
/// let loss = withoutGradients { Tensor(weight) * 3 }
/// #expect(!loss.requiresGradient)
/// ```
public enum Graph: Sendable {
  @TaskLocal static var recording = true
  @TaskLocal static var behaviour = Behaviour.training
  @TaskLocal static var batchSum: BatchSum?

  /// Adds numbers up over all processes that have a share of the batch.
  package typealias BatchSum = @Sendable ([Double]) -> [Double]

  /// How layers behave.
  enum Behaviour {
    case training, measuring, settling, evaluating
  }

  /// Whether operations record what a gradient needs.
  public static var isRecording: Bool { recording }

  /// Whether layers behave as in training: dropout drops, and batch normalization averages batches.
  public static var isTraining: Bool { behaviour == .training }

  /// Whether batch normalization uses the statistics of the batch.
  public static var usesBatch: Bool { behaviour != .evaluating }

  /// Whether batch normalization takes the statistics of the batch for its running ones.
  public static var isSettling: Bool { behaviour == .settling }
}

/// Runs `body` without recording what a gradient needs.
///
/// The memory of every intermediate result is free as soon as it has been used. Layers behave as in
/// training.
///
/// - Parameter body: the work.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  try Graph.$recording.withValue(false, operation: body)
}

/// Runs `body` without recording, and with layers that behave as in evaluation.
///
/// Nothing is dropped, and batch normalization uses its running statistics.
///
/// - Parameter body: the work.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
public func evaluating<Result>(_ body: () throws -> Result) rethrows -> Result {
  try Graph.$behaviour.withValue(.evaluating) { try withoutGradients(body) }
}

/// Runs `body` with layers that behave as in training, but draw and keep nothing.
///
/// Nothing is dropped; batch normalization uses the batch and leaves its running statistics. So a loss
/// and its gradient can be measured in the middle of a training run, which goes on as if they had not
/// been.
///
/// - Parameter body: the work.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
public func measuring<Result>(_ body: () throws -> Result) rethrows -> Result {
  try Graph.$behaviour.withValue(.measuring, operation: body)
}

/// Runs `body` with batch normalization over all shares of a batch of which this process has one.
///
/// - Parameters:
///   - sum: adds numbers up over all processes, which call it in the same order with as many.
///   - body: the work; the backward pass may come later.
/// - Returns: what `body` returns.
package func sharingBatch<Result>(by sum: @escaping Graph.BatchSum, _ body: () -> Result) -> Result
{
  Graph.$batchSum.withValue(sum, operation: body)
}

/// Runs `body` without recording, and gives batch normalization the statistics of the batch as its
/// running ones.
///
/// For weights that were changed by hand: the running statistics of the old ones have no meaning for
/// them.
///
/// - Parameter body: one pass through the network, of as many examples as possible.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
public func settling<Result>(_ body: () throws -> Result) rethrows -> Result {
  try Graph.$behaviour.withValue(.settling) { try withoutGradients(body) }
}
