/// What a preconditioner keeps of the gradients, element by element, and what it makes of that: V.
public protocol Kept: Sendable {
  /// The position, among the arrays of the preconditioner, of the second moment whose mean counts.
  var meanArray: Int { get }

  /// Keeps what is to be kept of one element.
  ///
  /// Stands in the loop of every pair: `@inlinable @inline(__always)`, unless the pairs are of the same
  /// module. Reads all that it needs of the state before it writes.
  ///
  /// - Parameters:
  ///   - state: the arrays, of which those of the preconditioner begin at `first`.
  ///   - first: the position of its first array.
  ///   - i: the element.
  ///   - gradient: g of the element.
  ///   - direction: d of the element.
  /// - Returns: what the divisor divides by.
  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float
}

extension Kept {
  /// The first.
  @inlinable public var meanArray: Int { 0 }
}

/// What a direction is divided by, element by element: F.
public protocol Divisor: Sendable {
  /// What the second moment is multiplied by to correct for its start.
  var correction: Float { get }

  /// A direction, scaled by what is kept; stands in the loop of every pair, as `Kept.keep` does.
  func scaled(_ direction: Float, by kept: Float) -> Float
}

extension Divisor {
  /// Nothing to correct.
  @inlinable public var correction: Float { 1 }
}

/// A preconditioner at one step that divides what it gets by what it keeps: V × F.
///
/// A pair that ships is one line, a struct with two properties, so that the compiler makes of the loops
/// here what it would make of loops written by hand:
///
/// ```swift
/// struct LargestMagnitude: Kept {
///   func keep(
///     _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
///   ) -> Float {
///     let u = max(state[first, i], abs(gradient))
///     state[first, i] = u
///     return u
///   }
/// }
///
/// struct Plain: Divisor {
///   func scaled(_ direction: Float, by kept: Float) -> Float { direction / (kept + 1e-8) }
/// }
///
/// struct LargestByPlain: Pair { let kept = LargestMagnitude(), divisor = Plain() }
/// ```
public protocol Pair: PreconditionerPass {
  /// The type of V.
  associatedtype V: Kept
  /// The type of F.
  associatedtype F: Divisor

  /// What is kept.
  var kept: V { get }
  /// What is divided by.
  var divisor: F { get }
}

extension Pair {
  @inlinable
  public func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
    for i in direction.indices {
      let d = direction[i]
      direction[i] = divisor.scaled(
        d, by: kept.keep(&state, from: 0, at: i, gradient: tile.gradient[i], direction: d))
    }
  }

  public func sumOfSecondMoments(_ state: inout StateView, count: Int) -> Double {
    let array = kept.meanArray
    var sum = 0.0
    for i in 0..<count { sum += Double(state[array, i]) }
    return sum * Double(divisor.correction)
  }

  @inlinable
  public func descend(
    _ parameters: inout MutableSpan<Float>, gradient: Span<Float>, step: LinearStep,
    state: inout StateView
  ) -> Bool {
    let (kept, divisor, average) = (kept, divisor, step.average)
    switch average.form {
    case .gradient:
      step.run(&parameters, gradient, &state) { state, i, g in
        divisor.scaled(g, by: kept.keep(&state, from: 0, at: i, gradient: g, direction: g))
      }
    case .average:
      step.run(&parameters, gradient, &state) { state, i, g in
        let m = average.average(state[0, i], g)
        let d = average.averageWeight * m
        let scaled = divisor.scaled(
          d, by: kept.keep(&state, from: 1, at: i, gradient: g, direction: d))
        state[0, i] = m
        return scaled
      }
    case .mixture:
      step.run(&parameters, gradient, &state) { state, i, g in
        let m = average.average(state[0, i], g)
        let d = average.mixture(g, m)
        let scaled = divisor.scaled(
          d, by: kept.keep(&state, from: 1, at: i, gradient: g, direction: d))
        state[0, i] = m
        return scaled
      }
    }
    return true
  }
}

/// A step of which everything but the preconditioner is a few numbers.
public struct LinearStep: Sendable {
  /// What becomes of the parameter beside η·d.
  @usableFromInline enum Decay: Sendable {
    /// Nothing.
    case none
    /// g ← g + λ·θ.
    case penalty
    /// θ ← θ − (η·d + R·θ).
    case share
  }

  @usableFromInline let average: LinearAverage
  @usableFromInline let gradientFactor: Float
  @usableFromInline let learningRate: Float
  @usableFromInline let decay: Decay
  @usableFromInline let rate: Float

  /// Nil where a part is more than that.
  init?(
    _ moments: any MomentPass, gradientFactor: Float, penalty: (any DecayPass)?,
    decay: (any DecayPass)?, learningRate: Float
  ) {
    guard let average = moments.linear else { return nil }
    self.average = average
    self.gradientFactor = gradientFactor
    self.learningRate = learningRate
    switch (penalty, decay) {
    case (nil, nil): (self.decay, rate) = (.none, 0)
    case (let penalty?, nil):
      guard let share = penalty.share else { return nil }
      (self.decay, rate) = (.penalty, share)
    case (nil, let decay?):
      guard let share = decay.share else { return nil }
      (self.decay, rate) = (.share, share)
    default: return nil
    }
  }

  /// Runs the step in one loop.
  ///
  /// - Parameters:
  ///   - parameters: to change in place.
  ///   - gradient: before the transforms.
  ///   - state: the arrays of moments and preconditioner.
  ///   - direction: makes d of the changed gradient of an element.
  @inlinable @inline(__always)
  func run(
    _ parameters: inout MutableSpan<Float>, _ gradient: Span<Float>, _ state: inout StateView,
    _ direction: (inout StateView, Int, Float) -> Float
  ) {
    let (factor, learningRate, rate) = (gradientFactor, learningRate, rate)
    // A share of 0 would turn infinities into numbers that are none, so each form has a loop.
    switch decay {
    case .none:
      for i in parameters.indices {
        parameters[i] -= learningRate * direction(&state, i, factor * gradient[i])
      }
    case .penalty:
      for i in parameters.indices {
        let value = parameters[i]
        let d = direction(&state, i, factor * gradient[i] + rate * value)
        parameters[i] = value - learningRate * d
      }
    case .share:
      for i in parameters.indices {
        let value = parameters[i]
        let d = direction(&state, i, factor * gradient[i])
        parameters[i] = value - (learningRate * d + rate * value)
      }
    }
  }
}
