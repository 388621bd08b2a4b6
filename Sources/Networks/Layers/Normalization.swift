import Autodiff
import Kernels

/// A layer that takes the scale of what comes in out of it, but for its ε.
public protocol Normalization: Layer {
  /// ε, added to the variance, in `0...`; all copies of a layer share it.
  ///
  /// A layer before the norm that is made c times as large needs ε c² for the same result to the last
  /// digits.
  var epsilon: Float { get nonmutating set }
}

/// A number that copies of a layer share.
final class SharedEpsilon {
  var value: Float

  init(_ value: Float, _ layer: String) {
    require(value >= 0, "\(layer): epsilon must be in 0..., but is \(value)")
    self.value = value
  }
}
