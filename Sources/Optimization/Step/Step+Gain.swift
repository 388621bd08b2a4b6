import Autodiff
import Kernels

extension Step {
  /// Makes the means of squares known that a part of the composition asks for.
  ///
  /// vₜ = β₂vₜ₋₁ + (1 − β₂)gₜ² holds for every element, so it holds for their sum: one number for
  /// each parameter follows the stored array, and the mean is known before anything moves.
  mutating func measureGain() {
    let asks = state.groups.contains { group in
      (0..<2).contains { group.follows(lane: $0) }
    }
    guard asks else { return }
    measureEnergies(withPenalty: true)
    var sums = SIMD2<Double>()
    var counts = SIMD2<Double>()
    for group in state.groups {
      for lane in 0..<2 where group.follows(lane: lane) {
        guard let mean = group.program.means[lane], let room = group.rooms.means[lane] else {
          continue
        }
        var step = 0
        var coefficients = MeanSquare.Coefficients()
        for parameter in group.steps.indices where group.takesPart(parameter) {
          if group.steps[parameter] + 1 != step {
            step = group.steps[parameter] + 1
            coefficients = mean.coefficients(at: step, room)
          }
          let sum =
            coefficients.retention * group.secondMoments[parameter][lane]
            + coefficients.innovation * group.energies[parameter]
          group.secondMoments[parameter][lane] = sum
          sums[lane] += sum * coefficients.factor
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
    group.program.gain(
      at: number, learningRate: group.learningRate,
      means: [
        meanSecondMoments?[0],
        group.measuresMean ? measured : meanSecondMoments?[1] ?? measured,
      ], group.rooms)
  }
}

extension GroupState {
  /// Whether the mean of the moment estimator (0) or the preconditioner (1) is followed by its
  /// recurrence.
  func follows(lane: Int) -> Bool {
    program.needsMean[lane] && program.means[lane]?.isKnownBefore == true
  }
}
