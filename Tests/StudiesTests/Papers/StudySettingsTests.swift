@testable import Studies
import Descent
import Foundation
import Testing
import Training

/// Steps, rates and decays of the trainings behind the verdicts, as the cards of the studies say them.
@Suite struct StudySettingsTests {
  private func rates(_ composition: Composition, _ steps: [Int]) -> [Double] {
    steps.map { composition.schedule.learningRate(at: $0) }
  }

  /// A tenth of the rate after 40 % of the steps, and again after 80 %.
  private func fallsTwice(_ composition: Composition, from peak: Double, in steps: Int) -> Bool {
    areClose(
      rates(composition, [1, steps * 2 / 5, steps * 2 / 5 + 1, steps * 4 / 5, steps * 4 / 5 + 1]),
      [peak, peak, peak / 10, peak / 10, peak / 100], 1e-9)
  }

  @Test func `curves: 20 epochs of 100 batches`() throws {
    for (form, peak) in zip(Curves.Form.main, [3e-3, 3e-3, 3e-3, 0.1, 0.1]) {
      let arm = form.arm("arm", form.learningRates[0], form.decay(0.5), SmallData.images)
      #expect(arm.steps == 2_000 && arm.records == 20 && arm.plan.batchSize == 100)
      #expect(arm.plan.network == .batchNormalized && arm.plan.hidden == [32, 32])
      #expect(fallsTwice(arm.composition, from: peak, in: 2_000), "\(form.name)")
      // Stable decay of SGD takes 1/(1 − 0.9) of ηλ.
      let share = ["AdamW": 1.5e-3, "SGDS": 0.5][form.name]
      if let share { #expect(areClose(try shares(of: arm.composition, at: [1]), [share])) }
    }
  }

  @Test func `large-batch: 50 epochs of 2,000 images`() throws {
    for (batch, steps) in [(25, 4_000), (400, 250)] {
      let run = LargeBatch.run(3e-3, .decoupled(2), batch: batch)
      #expect(run.steps == steps && run.recordInterval == steps / 5)
      #expect(fallsTwice(run.composition, from: 3e-3, in: steps))
      #expect(areClose(try shares(of: run.composition, at: [1]), [6e-3]))
    }
  }

  @Test func `non-convergence: plain descent at 0.3`() throws {
    let run = NonConvergingNetwork.run(.decoupled(0.1))
    #expect(run.steps == 1_600 && run.recordInterval == 160)
    #expect(fallsTwice(run.composition, from: 0.3, in: 1_600))
    #expect(areClose(try shares(of: run.composition, at: [1]), [0.03]))
  }

  /// The rate rises for 400 steps, and falls with the root of the time.
  @Test func `language: a rate that rises and falls with the root`() throws {
    for subject in [Language.Subject.text, .transformer] {
      let composition = subject.composition(Language.decoupled, 0.5, 1e-2)
      let peaks = rates(composition, [100, 200, 400, 1_600])
      #expect(areClose(peaks, [0.25e-2, 0.5e-2, 1e-2, 0.5e-2], 0.02))
      #expect(areClose(try shares(of: composition, at: [400]), [0.5e-2], 0.02))
      let plain = subject.composition(Language.none, 0, 1e-2)
      #expect(try shares(of: plain, at: [400]) == [0])
      #expect(
        composition.preconditioner as? Divided == .rootMeanSquare(beta: 0.98, epsilon: 1e-8))
    }
    let scaled = Language.Subject.text.composition(Language.scaled, 1e-4, 1e-2)
    #expect(!(scaled.preconditioner is Divided))
    let images = Language.Subject.images
    #expect(fallsTwice(images.composition(Language.none, 0, 3e-3), from: 3e-3, in: 2_000))
  }

  @Test func `language: what guessing loses bounds the loss`() throws {
    #expect(Language.Subject.allCases.map { $0.loss.worst } == [log(75), log(75), log(10)])
    let text = try Language.Subject.text.plan()
    #expect(text.network == .characters && text.dropout == 0.1 && text.labelSmoothing == 0.1)
    #expect(text.data.classCount == 75)
    #expect(try Language.Subject.transformer.plan().network == .transformer)
  }
}
