import Descent

extension TrapTests {
  static let transforms: Traps = [
    "AmplifySlow: alpha must be in 0 ..< 1, but is 1": { _ = AmplifySlow.amplifySlow(alpha: 1) },
    "ClipByNorm: limit must be greater than 0, but is 0": { _ = ClipByNorm.clip(globalNorm: 0) },
    "ClipByValue: limit must be greater than 0, but is inf": {
      _ = ClipByValue.clip(value: .infinity)
    },
    "AdaptiveClip: epsilon must be greater than 0, but is 0": { _ = AdaptiveClip.clip(epsilon: 0) },
    "NormalizeByNorm: epsilon must be in 0..., but is -1": {
      _ = NormalizeByNorm.normalize(scope: .group, epsilon: -1)
    },
    "AddNoise: variance must be in 0..., but is nan": {
      _ = AddNoise.noise(variance: .nan, seed: 1)
    },
  ]
}
