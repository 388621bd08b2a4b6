public import Autodiff
import Kernels
public import Optimization

/// A wrapper that keeps other weights to evaluate with than those that are trained.
///
/// The statistics of batch normalization are not averaged: `withAverages(settling:by:_:)` gathers those
/// of the averages anew.
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

  /// The same for a network with batch normalization, whose running statistics belong to the weights
  /// that are trained: while the body is called they are those of the averages.
  ///
  /// - Parameters:
  ///   - buffers: `Model.buffers`, which are put back as well.
  ///   - pass: one pass through the network, of as many training examples as possible.
  ///   - body: evaluates the model, or saves it; it must not change the parameters.
  /// - Returns: what the body returns.
  /// - Throws: what the body throws.
  public mutating func withAverages<Result, Failure: Error>(
    settling buffers: [Buffer], by pass: () -> Void, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withAverages { () throws(Failure) in
      let restorations = buffers.map(\.restoration)
      defer { for restore in restorations { restore() } }
      settling(pass)
      return try body()
    }
  }
}

extension Buffer {
  /// Puts back what the buffer holds now.
  fileprivate var restoration: () -> Void {
    switch content {
    case .numbers(let numbers):
      let kept = Array(numbers)
      return { numbers.update(kept) }
    case .generator(let shared):
      let kept = shared.generator
      return { shared.generator = kept }
    }
  }
}
