import Descent
import Foundation
import Testing

@Suite struct RectifiedWarmUpTests {
  @Test(arguments: [0.9, 0.99, 0.999], [false, true])
  func `is RAdam's rectification`(beta: Double, silent: Bool) {
    let schedule = ConstantRate.constant(0.5).warmedUp(rectifying: beta, silent: silent)
    let limit = 2 / (1 - beta) - 1
    for step in 1...40 {
      let t = Double(step)
      let length = limit - 2 * t * pow(beta, t) / (1 - pow(beta, t))
      let numerator = (length - 4) * (length - 2) * limit
      let factor = (numerator / ((limit - 4) * (limit - 2) * length)).squareRoot()
      let expected = length > 4 ? 0.5 * factor : silent ? 0 : 0.5
      #expect(abs(schedule.learningRate(at: step) - expected) < 1e-15)
    }
  }

  @Test(arguments: [false, true])
  func `steps as it prints, with the damping left to it`(silent: Bool) throws {
    try ExplanationCheck(steps: 10).expect(
      Composition(
        moments: .gradient,
        preconditioner: .rootMeanSquare(beta: 0.9).rectified(beta: 0.9, threshold: 4, damps: false),
        decay: .decoupled(0.01),
        schedule: .constant(0.1).warmedUp(rectifying: 0.9, silent: silent)))
  }
}
