import Autodiff
import Kernels

extension Dataset {
  /// The same examples, a share of the labels replaced by random ones.
  ///
  /// The replacement is any class, the true one among them, as in the literature; so with ten classes
  /// and a share of 0.4, 36 % of the labels are wrong. Exactly the share is replaced, to the nearest
  /// example.
  ///
  /// - Parameters:
  ///   - share: the share of the labels to replace, in `0...1`.
  ///   - seed: equal seeds replace the same labels by the same.
  /// - Returns: as many examples, in the same order.
  /// - Source: Zhang et al., ICLR 2017 (partially corrupted labels),
  ///   <https://arxiv.org/abs/1611.03530>.
  public func withLabelNoise(_ share: Double, seed: UInt64) -> Dataset {
    require((0...1).contains(share), "withLabelNoise: share must be in 0...1, but is \(share)")
    var generator = SplitMix64(seed: seed, stream: .labelNoise)
    var noisy = self
    let replaced = Int((share * Double(count)).rounded())
    for index in generator.permutation(count).prefix(replaced) {
      noisy.labels[index] = generator.number(below: classes.count)
    }
    return noisy
  }
}
