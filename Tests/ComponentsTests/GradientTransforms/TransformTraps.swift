import Descent

extension TrapTests {
  static let transforms: Traps = [
    "AmplifySlow: alpha must be in 0 ..< 1, but is 1": { _ = AmplifySlow(alpha: 1) },
    "ClipByNorm: limit must be greater than 0, but is 0": { _ = ClipByNorm(0, scope: .all) },
    "ClipByValue: limit must be greater than 0, but is inf": { _ = ClipByValue(.infinity) },
    "AdaptiveClip: epsilon must be greater than 0, but is 0": { _ = AdaptiveClip(epsilon: 0) },
    "NormalizeByNorm: epsilon must be in 0..., but is -1": {
      _ = NormalizeByNorm(scope: .group, epsilon: -1)
    },
    "AddNoise: variance must be in 0..., but is nan": { _ = AddNoise(variance: .nan, seed: 1) },
  ]
}
