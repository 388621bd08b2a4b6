import Kernels
import Optimization

/// The root of what is kept, after its correction, and ε: d ← d / (√(v·c + epsilonInRoot) + ε).
struct Root: Divisor {
  let correction: Float
  let epsilonInRoot: Float
  let epsilon: Float

  init(correction: Double = 1, epsilonInRoot: Double = 0, epsilon: Double) {
    self.correction = Float(correction)
    self.epsilonInRoot = Float(epsilonInRoot)
    self.epsilon = Float(epsilon)
  }

  @inline(__always) func scaled(_ direction: Float, by kept: Float) -> Float {
    direction / (squareRoot(kept * correction + epsilonInRoot) + epsilon)
  }
}

/// Nothing: d stays.
struct Whole: Divisor {
  @inline(__always) func scaled(_ direction: Float, by kept: Float) -> Float { direction }
}

/// The magnitude of the direction itself: its sign is left, and 0 where it is 0.
struct Magnitude: Divisor {
  @inline(__always) func scaled(_ direction: Float, by kept: Float) -> Float {
    direction > 0 ? 1 : (direction < 0 ? -1 : direction)
  }
}
