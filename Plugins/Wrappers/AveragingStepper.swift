public import Optimization

/// A wrapper that keeps other weights to evaluate with than those that are trained.
///
/// ```swift
/// let weight = Parameter("weight", [1])
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(1))).averagingWeights(beta: 0.5)
/// let group = ParameterGroup("all", [weight])
/// weight.setGradient([0.5])
/// for _ in 1...2 { try optimizer.step([group]) }
/// let averages = optimizer.withAverages { Array(weight.value) }
/// #expect(averages == [0.25] && Array(weight.value) == [0])
/// ```
public protocol AveragingStepper: GroupStepper {
  /// Exchanges the values of all parameters with their averages; once more exchanges them back.
  ///
  /// Before the first average of a group its parameters stay as they are. While the parameters hold
  /// the averages, a step traps.
  mutating func exchangeAverages()
}

extension AveragingStepper {
  /// Calls the body while the parameters hold their averages, and then puts back what is trained.
  ///
  /// - Parameter body: evaluates the model, or saves it; it must not change the parameters.
  /// - Returns: what the body returns.
  /// - Throws: what the body throws.
  public mutating func withAverages<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    exchangeAverages()
    defer { exchangeAverages() }
    return try body()
  }
}
