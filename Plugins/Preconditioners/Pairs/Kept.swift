import Optimization

/// The running mean of squares: v ← β·v + (1 − β)·g².
struct MeanOfSquares: Kept {
  let beta: Float
  let share: Float

  init(beta: Double) {
    self.beta = Float(beta)
    share = Float(1 - beta)
  }

  @inline(__always)
  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let v = beta * state[first, i] + share * (gradient * gradient)
    state[first, i] = v
    return v
  }
}

/// The running variance, and the running mean that it is taken around.
struct Variance: Kept {
  let beta: Float
  let share: Float

  init(beta: Double) {
    self.beta = Float(beta)
    share = Float(1 - beta)
  }

  @inline(__always)
  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let mean = state[first + 1, i]
    let change = gradient - mean
    let v = beta * (state[first, i] + share * (change * change))
    state[first, i] = v
    state[first + 1, i] = mean + share * change
    return v
  }
}

/// The sum of squares: v ← v + g².
struct SumOfSquares: Kept {
  @inline(__always)
  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let v = state[first, i] + gradient * gradient
    state[first, i] = v
    return v
  }
}

/// The largest running mean of squares so far, each multiplied by a correction first.
struct LargestMean: Kept {
  let mean: MeanOfSquares
  let correction: Float

  var meanArray: Int { 1 }

  @inline(__always)
  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    let largest = state[first + 1, i]
    let v = mean.keep(&state, from: first, at: i, gradient: gradient, direction: direction)
    let corrected = v * correction
    let w = largest > corrected ? largest : corrected
    state[first + 1, i] = w
    return w
  }
}

/// Nothing.
struct Nothing: Kept {
  @inline(__always)
  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    1
  }
}
