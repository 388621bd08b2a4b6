/// What operations remember and how layers behave, for the calling task.
///
/// ```swift
/// let weight = Parameter("weight", [2])
/// let loss = withoutGradients { Tensor(weight) * 3 }
/// #expect(!loss.requiresGradient)
/// ```
public enum Graph: Sendable {
  @TaskLocal static var recording = true
  @TaskLocal static var training = true

  /// Whether operations record what a gradient needs.
  public static var isRecording: Bool { recording }

  /// Whether layers behave as in training: dropout drops, batch normalization uses the batch.
  public static var isTraining: Bool { training }
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
  try Graph.$training.withValue(false) { try withoutGradients(body) }
}
