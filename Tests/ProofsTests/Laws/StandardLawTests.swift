import Descent
import Proofs
import OptimizationTesting
import Testing

/// Every law between the standard parts notices when one of them is broken.
@Suite struct StandardLawTests {
  /// A part that is not what it is called, the laws that notice, and what they are put to.
  private struct Forgery {
    let laws: [String]
    let composition: Composition
    let change: @Sendable (inout StandardParts) -> Void
  }

  private static func sgd(
    _ moments: any MomentEstimator = .gradient, decay: any DecayPolicy = .decoupled(0.5)
  ) -> Composition {
    Composition(
      moments: moments, preconditioner: .identity, decay: decay, schedule: .constant(0.25))
  }

  private static let adam = Composition.adam(learningRate: .constant(0.25))

  private static let forgeries = [
    Forgery(
      laws: [
        "a window over all steps is no window",
        "a decay until a step and from that step on is the decay",
      ], composition: sgd()
    ) { $0.window = { openEnded($0, $1.lowerBound + 1) } },
    Forgery(
      laws: [
        "a constant schedule is a number", "a decay times a schedule of 1 is the decay",
      ], composition: sgd()
    ) { $0.constant = { ConstantRate.constant($0 * 1.5) } },
    Forgery(
      laws: [
        "ExponentialAverage of β = 0 is the gradient", "HeavyBall of β = 0 is the gradient",
      ], composition: sgd()
    ) {
      $0.averages = [
        { ExponentialAverage.exponential(beta: $0 + 0.5) }, { HeavyBall.heavyBall(beta: $0 + 0.5) },
      ]
    },
    Forgery(laws: ["decoupled decay is L2 for plain SGD"], composition: sgd()) {
      $0.l2 = { L2Decay.coupled($0 / 2) }
    },
    Forgery(
      laws: [
        "vanilla decay is decoupled decay at a constant learning rate",
        "shape-coupled decay is vanilla decay at a constant learning rate",
      ], composition: sgd()
    ) { $0.vanilla = { DecoupledDecay.decoupled($0) } },
    Forgery(
      laws: ["shape-coupled decay is vanilla decay at a constant learning rate"],
      composition: sgd()
    ) { $0.independent = { DecoupledDecay.decoupled($0) } },
    Forgery(laws: ["corrected decay is decoupled decay at the peak"], composition: sgd()) {
      $0.corrected = { VanillaDecay.vanilla($0) }
    },
    Forgery(
      laws: ["stable decay is decoupled decay where the gain is 1"], composition: sgd()
    ) { $0.stable = { StableWeightDecay.stable($0 / 2) } },
    // Decoupled decay under the name of stable decay lacks the gain.
    Forgery(laws: ["SGDS is SGDW with λ / (1 − β)"], composition: sgd(.heavyBall(beta: 0.9))) {
      $0.stable = { DecoupledDecay.decoupled($0) }
    },
    Forgery(
      laws: [
        "AdamS is AdamW with λ / √v̂ where v̂ is uniform",
        "AdamS on c·loss with c·λ is AdamS on the loss with λ",
      ], composition: adam
    ) { $0.stable = { DecoupledDecay.decoupled($0) } },
    Forgery(
      laws: ["Adam with L2 on c·loss with c·λ is that on the loss with λ"], composition: adam
    ) { $0.l2 = { DecoupledDecay.decoupled($0) } },
    Forgery(laws: ["AdamW on c·loss is AdamW on the loss"], composition: adam) {
      $0.decoupled = { StableWeightDecay.stable($0) }
    },
    Forgery(
      laws: ["AdamW on c·loss is AdamW on the loss"], composition: adam
    ) { $0.rootMeanSquare = { Divided.rootMeanSquare(beta: $0, epsilon: 0.1) } },
    Forgery(laws: ["four equal micro-batches are one step"], composition: sgd()) {
      $0.accumulating = { optimizer, count in optimizer.accumulating(count - 1) }
    },
    Forgery(laws: ["looking ahead by one whole step is a step"], composition: sgd()) {
      $0.lookingAhead = { optimizer, step in optimizer.lookahead(period: 1, slowStep: step / 2) }
    },
  ]

  private func laws(_ names: [String], _ parts: StandardParts) -> [Law] {
    Law.between(parts).filter { names.contains($0.name) }
  }

  @Test(arguments: forgeries.indices)
  func `a law notices a part that is not what it is called`(_ index: Int) throws {
    let forgery = Self.forgeries[index]
    var parts = StandardParts()
    let honest = laws(forgery.laws, parts)
    forgery.change(&parts)
    let forged = laws(forgery.laws, parts)
    #expect(honest.count == forgery.laws.count && forged.count == honest.count)
    for (law, broken) in zip(honest, forged) {
      #expect(law.applies(forgery.composition), "\(law.name)")
      try CompositionLaws([law]).check(forgery.composition)
      try withKnownIssue("\(law.name)") {
        try CompositionLaws([broken]).check(forgery.composition)
      } matching: {
        ($0.error as? LawViolation)?.law == law.name
      }
    }
  }

  @Test func `every law notices something`() {
    let noticing = Self.forgeries.flatMap(\.laws)
    for law in Law.between(StandardParts()) {
      #expect(noticing.contains(law.name), "\(law.name)")
    }
  }

  /// A transform that makes more of a gradient makes more of the gain, too.
  @Test func `what is said of the heavy ball alone is said of nothing around it`() throws {
    let law = try #require(
      Law.between(StandardParts()).first { $0.name == "SGDS is SGDW with λ / (1 − β)" })
    var composition = Self.sgd(.heavyBall(beta: 0.9))
    #expect(law.applies(composition))
    composition.transforms = [.clip(value: 1)]
    #expect(law.applies(composition))
    composition.transforms.append(.amplifySlow())
    #expect(!law.applies(composition))
  }

  @Test func `AdamW is not AdamW where λ follows the loss`() throws {
    var parts = StandardParts()
    parts.stable = parts.decoupled
    let law = try #require(
      Law.between(parts).first { $0.name.hasPrefix("AdamS on c·loss") })
    #expect(throws: LawViolation.self) { try CompositionLaws([law]).check(Self.adam) }
  }
}

private func openEnded(_ decay: any DecayPolicy, _ start: Int) -> any DecayPolicy {
  func late(_ decay: some DecayPolicy) -> any DecayPolicy { decay.from(step: start) }
  return late(decay)
}
