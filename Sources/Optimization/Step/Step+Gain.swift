import Autodiff
import Foundation
import Kernels

extension Step {
  /// Makes the mean second moments known that a part of the composition asks for.
  ///
  /// vₜ = β₂vₜ₋₁ + (1 − β₂)gₜ² holds for every element, so it holds for their sum: one number for
  /// each parameter follows the stored array, and the mean is known before anything moves.
  mutating func measureGain(always: Bool) {
    let asks = state.groups.contains { group in
      group.composition.moments.secondMoment != .none
        || ((always || group.composition.decay.needsGain)
          && !group.composition.measuresSecondMoment
          && group.composition.preconditioner.secondMoment.isRecurrent)
    }
    guard asks else { return }
    measureEnergies(withPenalty: true)
    var sums = SIMD2<Double>()
    var counts = SIMD2<Double>()
    for group in state.groups {
      let kept = [
        group.composition.moments.secondMoment, group.composition.preconditioner.secondMoment,
      ]
      for (lane, secondMoment) in kept.enumerated() {
        guard
          case .recurrent(let retention, let innovation, let base, _, let startsFull) = secondMoment
        else { continue }
        var correction = BiasCorrection(base)
        for parameter in group.steps.indices where group.takesPart(parameter) {
          let energy = group.energies[parameter]
          let sum =
            startsFull && group.steps[parameter] == 0
            ? energy
            : Double(retention) * group.secondMoments[parameter][lane] + Double(innovation) * energy
          group.secondMoments[parameter][lane] = sum
          sums[lane] += sum * correction.factor(at: group.steps[parameter] + 1)
          counts[lane] += Double(group.ranges[parameter].count)
        }
      }
    }
    meanSecondMoments = sums / pointwiseMax(counts, .one)
  }

  /// What a group's composition makes of a unit gradient on average; nil where it is not defined.
  ///
  /// - Parameters:
  ///   - group: the group.
  ///   - measured: v̄ of preconditioners that must be measured, once it is known.
  /// - Returns: the product of the parts' gains.
  func gain(of group: GroupState, measured: Double? = nil) -> Double? {
    let composition = group.composition
    var known = meanSecondMoments
    if composition.measuresSecondMoment { known?[1] = measured ?? .nan }
    let means = known ?? SIMD2(.nan, measured ?? .nan)
    var product = 1.0
    for (lane, part) in [composition.moments as any GainStating, composition.preconditioner]
      .enumerated()
    {
      let mean = part.secondMoment == .none ? 0 : means[lane]
      guard !mean.isNaN, let gain = part.gain(meanSecondMoment: mean, at: number) else {
        return nil
      }
      product *= gain
    }
    return product
  }
}

/// 1 / (1 − βᵗ), computed anew only when t changes.
struct BiasCorrection {
  private let base: Double?
  private var step = 0
  private var current = 1.0

  init(_ base: Double?) { self.base = base }

  mutating func factor(at step: Int) -> Double {
    guard let base, step != self.step else { return current }
    self.step = step
    current = 1 / (1 - pow(base, Double(step)))
    return current
  }
}
