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
  /// The number of arrays of the average, which the preconditioner's come behind.
  public let arrays: Int
  @usableFromInline let gradientFactor: Float
  @usableFromInline let learningRate: Float
  @usableFromInline let decay: Decay
  @usableFromInline let rate: Float

  /// Nil where a part is more than that.
  init?(
    _ moments: any MomentPass, arrays: Int, gradientFactor: Float, penalty: (any DecayPass)?,
    decay: (any DecayPass)?, learningRate: Float
  ) {
    guard let average = moments as? LinearAverage else { return nil }
    self.average = average
    self.arrays = arrays
    self.gradientFactor = gradientFactor
    self.learningRate = learningRate
    switch (penalty, decay) {
    case (nil, nil): (self.decay, rate) = (.none, 0)
    case (let penalty?, nil):
      guard let penalty = penalty as? Shrinkage else { return nil }
      (self.decay, rate) = (.penalty, penalty.share)
    case (nil, let decay?):
      guard let decay = decay as? Shrinkage else { return nil }
      (self.decay, rate) = (.share, decay.share)
    default: return nil
    }
  }

  /// Runs the step in one loop.
  ///
  /// - Parameters:
  ///   - parameters: to change in place.
  ///   - gradient: before the transforms.
  ///   - state: the arrays of moments and preconditioner.
  ///   - scaled: makes d of what the average made of the changed gradient g of element i.
  @inlinable @inline(__always)
  public func run(
    _ parameters: inout MutableSpan<Float>, _ gradient: Span<Float>, _ state: inout StateView,
    _ scaled: (_ state: inout StateView, _ i: Int, _ g: Float, _ d: Float) -> Float
  ) {
    let average = average
    switch average.form {
    case .gradient:
      descend(&parameters, gradient, &state) { state, i, g in
        scaled(&state, i, g, average.gradientWeight * g)
      }
    case .average:
      descend(&parameters, gradient, &state) { state, i, g in
        let m = average.next(state[0, i], g)
        let d = scaled(&state, i, g, average.averageWeight * m)
        state[0, i] = m
        return d
      }
    case .mixture:
      descend(&parameters, gradient, &state) { state, i, g in
        let m = average.next(state[0, i], g)
        let d = scaled(&state, i, g, average.gradientWeight * g + average.averageWeight * m)
        state[0, i] = m
        return d
      }
    }
  }

  /// The same without the average: `direction` makes d of the changed gradient of an element.
  @inlinable @inline(__always)
  func descend(
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
