import Kernels

/// Watches the loss on examples that aren't learned from: which record is the best so far, and when to
/// give up.
///
/// ```swift
/// var stopping = EarlyStopping(patience: 2)
/// for (index, loss) in [0.7, 0.5, 0.6, 0.5, 0.4].enumerated() {
///   let isBest = stopping.hears(loss: loss, step: 10 * index)
///   if isBest { print("the best so far") }
///   if stopping.isOver { break }
/// }
/// #expect(stopping.best?.step == 10 && stopping.recordsSinceBest == 2)
/// ```
///
/// What is chosen by the test part of the data is no longer tested by it: the loss of the best record is
/// lower than that on new examples. Give it validation examples where the number matters
/// (`TaskPlan.Evaluation.validation`).
///
/// - Source: Prechelt, *Early Stopping – But When?*, 1998, criterion UP,
///   <https://doi.org/10.1007/3-540-49430-8_3>.
/// - Differs: counts records without a new best, as is usual now, not successive rises.
public struct EarlyStopping: Sendable, Hashable {
  /// After how many records without a new best it is over, in `1...`; nil for never.
  public let patience: Int?

  /// The record with the lowest loss, the first of equals.
  public private(set) var best: Record?

  /// How many records have come since.
  public private(set) var recordsSinceBest = 0

  /// A loss and when it was measured.
  public struct Record: Sendable, Hashable {
    /// The number of steps taken.
    public let step: Int
    /// The loss.
    public let loss: Double
  }

  /// Begins to watch.
  ///
  /// - Parameter patience: after how many records without a new best it is over, in `1...`; nil for
  ///   never.
  public init(patience: Int? = nil) {
    require(patience ?? 1 >= 1, "EarlyStopping: patience must be in 1..., but is \(patience ?? 1)")
    self.patience = patience
  }

  /// Takes note of a record.
  ///
  /// - Parameters:
  ///   - loss: the loss; what is no number is never the best.
  ///   - step: the number of steps taken.
  /// - Returns: whether it is the best so far.
  public mutating func hears(loss: Double, step: Int) -> Bool {
    guard !loss.isNaN, loss < best?.loss ?? .infinity else {
      recordsSinceBest += 1
      return false
    }
    best = Record(step: step, loss: loss)
    recordsSinceBest = 0
    return true
  }

  /// Whether to give up.
  public var isOver: Bool { patience.map { recordsSinceBest >= $0 } ?? false }
}
