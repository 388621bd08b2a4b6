import Kernels

extension Tensor {
  /// Sets a random share of the elements to 0 and scales the others up, so that the mean stays.
  ///
  /// ```text
  /// y = x · keep / (1 − rate)      keep: 1 with probability 1 − rate, else 0
  /// ```
  ///
  /// - Parameters:
  ///   - rate: the share to drop, in `0 ..< 1`; 0 drops nothing and draws nothing.
  ///   - generator: where randomness comes from; it is advanced by one number.
  /// - Returns: a tensor of the same shape.
  /// - Source: Srivastava et al., 2014, <https://jmlr.org/papers/v15/srivastava14a.html>.
  /// - Differs: scales in training instead of evaluation, as is usual today.
  public func dropout(_ rate: Float, using generator: inout SplitMix64) -> Tensor {
    require((0..<1).contains(rate), "dropout", "rate must be in 0..<1, but is \(rate)")
    if rate == 0 { return self }
    var draws = SplitMix64(seed: generator.next())
    let factor = 1 / (1 - rate)
    let mask = Tensor(keeping: "dropout", shape: shape) { mask in
      var mask = mask.mutableSpan
      for i in mask.indices { mask[i] = draws.nextUniform() < rate ? 0 : factor }
    }
    return Tensor("dropout", shape: shape, of: [self]) { y in
      multiply(self.value, mask.value, into: y)
    } pullback: { y in
      self.receive { into in multiply(y.upstream, mask.value, into: into) }
    }
  }
}
