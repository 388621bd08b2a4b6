/// How the state arrays of an optimizer are kept.
///
/// ```swift
/// let parts = Composition.adamw(learningRate: .constant(1e-3))
/// let optimizer = try Optimizer(parts, state: .bfloat16(seed: 1))
/// #expect(optimizer.statePrecision.description == "bfloat16:1")
/// ```
///
/// A step of AdamW reads and writes 28 bytes an element, and with bfloat16 20. All is reckoned in `Float`;
/// only what is kept to the next step is rounded, at random, so that the average of many steps is not:
/// rounded to the nearest, an average of squares with β 0.999 would not move at all, because 0.001 of it is
/// less than half of what 8 bits can tell apart. After forty steps along noisy gradients an element is off by
/// 0.4 % of its way or less with every recipe that may have it, and by 1.1 % with Rprop.
///
/// - Source: stochastic rounding as in Gupta, Agrawal, Gopalakrishnan and Narayanan, *Deep Learning with
///   Limited Numerical Precision*, 2015, <https://arxiv.org/abs/1502.02551>.
public enum StatePrecision: Sendable, Hashable {
  /// `Float`s, 4 bytes a number.
  case float32

  /// The upper halves of `Float`s, 2 bytes a number.
  ///
  /// For moment estimators and preconditioners that work element by element; an optimizer with other parts
  /// that keep arrays, or with one that keeps parameters, is refused.
  ///
  /// The seed chooses the random numbers: by step, parameter and element, so that neither threads nor other
  /// groups change a bit.
  case bfloat16(seed: UInt64)
}

extension StatePrecision {
  /// The number of bytes of a number.
  package var byteCount: Int { self == .float32 ? 4 : 2 }
}

extension StatePrecision: LosslessStringConvertible {
  /// `float32`, or `bfloat16` with its seed: `bfloat16:1`.
  public var description: String {
    switch self {
    case .float32: "float32"
    case .bfloat16(let seed): "bfloat16:\(seed)"
    }
  }

  /// Reads a description; `bfloat16` alone has the seed 0.
  public init?(_ description: String) {
    let words = description.split(separator: ":", omittingEmptySubsequences: false)
    switch (words.first, words.count) {
    case ("float32", 1): self = .float32
    case ("bfloat16", 1): self = .bfloat16(seed: 0)
    case ("bfloat16", 2):
      guard let seed = UInt64(words[1]) else { return nil }
      self = .bfloat16(seed: seed)
    default: return nil
    }
  }
}

extension Composition {
  /// Throws where the state can't be kept in bfloat16.
  ///
  /// - Throws: `OptimizerError` with the part and the reason.
  func checkMeaning(of precision: StatePrecision) throws(OptimizerError) {
    guard case .bfloat16 = precision else { return }
    for (role, part) in statefulParts {
      let arrays = part.stateArrays(for: [2, 2])
      let reason: String? =
        if part.granularity == .parameter {
          "sees whole parameters"
        } else if arrays.contains(where: { $0.start == .parameters }) {
          "keeps parameters"
        } else if !arrays.isEmpty, !["moments", "preconditioner"].contains(role) {
          "is no moment estimator or preconditioner"
        } else {
          nil
        }
      guard let reason else { continue }
      throw .meaningless("state in bfloat16: \(type(of: part)), the \(role), \(reason)")
    }
  }
}
