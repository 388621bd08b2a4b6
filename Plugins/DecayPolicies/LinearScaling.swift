import Kernels

/// Rates for another batch or another length of training, by the rules that have been proposed.
///
/// ```swift
/// // From batches of 128 to batches of 1,024, and from 200 epochs to 50.
/// #expect(LinearScaling.decayRate(5e-4, batch: 128, to: 1_024) == 4e-3)
/// #expect(LinearScaling.decayRate(5e-4, epochs: 200, to: 50) == 2e-3)
/// #expect(LinearScaling.learningRate(0.1, batch: 128, to: 1_024) == 0.8)
/// ```
///
/// They are rules of thumb: `descent study large-batch` and `descent study training-length` ask whether
/// they hold, and on the data that ship they don't.
///
/// - Source: of the decay Xie et al., 2023, Figures 2 and 3; of the learning rate Goyal et al., 2017,
///   section 2.1, <https://arxiv.org/abs/1706.02677>.
public enum LinearScaling: Sendable {
  /// λ for another size of the batch: k times as large, k times the decay.
  ///
  /// - Parameters:
  ///   - rate: λ, in `0...`.
  ///   - batch: the number of examples in a batch that it is for, in `1...`.
  ///   - other: the number of examples in the other batch, in `1...`.
  /// - Returns: the other λ.
  public static func decayRate(_ rate: Double, batch: Int, to other: Int) -> Double {
    scaled(rate, by: Double(other), over: Double(batch), "decayRate")
  }

  /// λ for another number of epochs: k times as many, a k-th of the decay.
  ///
  /// - Parameters:
  ///   - rate: λ, in `0...`.
  ///   - epochs: the number of epochs that it is for, above 0.
  ///   - other: the other number of epochs, above 0.
  /// - Returns: the other λ.
  public static func decayRate(_ rate: Double, epochs: Double, to other: Double) -> Double {
    scaled(rate, by: epochs, over: other, "decayRate")
  }

  /// The learning rate for another size of the batch: k times as large, k times the rate.
  ///
  /// - Parameters:
  ///   - rate: the learning rate, in `0...`.
  ///   - batch: the number of examples in a batch that it is for, in `1...`.
  ///   - other: the number of examples in the other batch, in `1...`.
  /// - Returns: the other learning rate.
  public static func learningRate(_ rate: Double, batch: Int, to other: Int) -> Double {
    scaled(rate, by: Double(other), over: Double(batch), "learningRate")
  }

  private static func scaled(
    _ rate: Double, by factor: Double, over divisor: Double, _ function: String
  ) -> Double {
    require(
      factor > 0 && divisor > 0,
      "\(function): sizes must be above 0, but are \(divisor) and \(factor)")
    return rate * factor / divisor
  }
}
