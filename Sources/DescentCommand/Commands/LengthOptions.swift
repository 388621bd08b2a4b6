import Training

/// The flags that say how long to train.
struct LengthOptions: OptionGroup {
  let epochs = Option(
    "epochs", .integer(in: 1...1_000_000), help: "how often to see all training examples")
  let steps = Option(
    "steps", .integer(in: 1...1_000_000_000),
    help: "how many batches to learn from, in place of --epochs")

  /// The number of steps.
  ///
  /// - Parameters:
  ///   - arguments: what the user typed.
  ///   - stepsPerEpoch: the number of batches in an epoch.
  ///   - usual: the number of steps where neither flag is given.
  /// - Returns: the number, in `1...`.
  /// - Throws: `UsageError` where both flags are given.
  func steps(
    _ arguments: Arguments, stepsPerEpoch: Int, usual: Int
  ) throws(UsageError) -> Int {
    switch (arguments[optional: epochs], arguments[optional: steps]) {
    case (nil, nil): return usual
    case (let epochs?, nil): return epochs * stepsPerEpoch
    case (nil, let steps?): return steps
    case (_?, _?): throw UsageError("--epochs and --steps can't be given together")
    }
  }
}

extension TrainingRun {
  /// That nothing is learned in a share of the run, where its schedule ends early.
  var restNote: String? {
    guard stepsAtRest > Swift.max(1, steps / 20) else { return nil }
    return "descent: the schedule has a learning rate of 0 in the last \(stepsAtRest) of "
      + "\(steps) steps"
  }
}
