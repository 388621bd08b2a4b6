import Autodiff

/// A kind of gradient that optimizers stumble over.
public enum GradientKind: String, Sendable, Hashable, CaseIterable {
  /// Numbers from −1 to 1.
  case ordinary
  /// Nothing but zeros.
  case zeros
  /// One element in eight, the others zero.
  case sparse
  /// One element of each parameter, the others zero.
  case oneHot
  /// The same number everywhere and always.
  case constant
  /// Numbers whose sign changes from step to step.
  case flipping
  /// Numbers below the smallest normal `Float`.
  case denormal
  /// Numbers around 1e−30, whose squares are zero.
  case tiny
  /// Numbers around 1e30, whose squares overflow.
  case huge
  /// Each element of another kind.
  case mixed
}

extension GradientKind {
  /// Whether neither the numbers nor their squares come near the ends of `Float`.
  var isModerate: Bool {
    switch self {
    case .ordinary, .zeros, .sparse, .oneHot, .constant, .flipping: true
    case .denormal, .tiny, .huge, .mixed: false
    }
  }

  /// The gradient of a parameter.
  ///
  /// - Parameters:
  ///   - count: the number of elements, in `1...`.
  ///   - step: t, from 1.
  ///   - generator: where the numbers come from.
  /// - Returns: finite numbers.
  func gradient(count: Int, step: Int, from generator: inout SplitMix64) -> [Float] {
    let hot = Int(generator.next() % UInt64(count))
    return (0..<count).map { element in
      let kind =
        self == .mixed ? Self.allCases[Int(generator.next() % 9)] : self
      let number = 2 * generator.nextUniform() - 1
      let draw = generator.next()
      return switch kind {
      case .ordinary, .mixed: number
      case .zeros: 0
      case .sparse: draw % 8 == 0 ? number : 0
      case .oneHot: element == hot ? number : 0
      case .constant: 0.25
      case .flipping: step % 2 == 0 ? abs(number) : -abs(number)
      case .denormal: number * Float.leastNormalMagnitude
      case .tiny: number * 1e-30
      case .huge: number * 1e30
      }
    }
  }
}
