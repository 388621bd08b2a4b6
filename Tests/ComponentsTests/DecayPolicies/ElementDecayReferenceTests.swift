import Descent
import Testing

/// Decays that look at single elements, or toward other places than zero: HeavyBall's and torch's.
@Suite struct ElementDecayReferenceTests {
  static let decays: [String: @Sendable (ReferenceCase.Settings) -> any DecayPolicy] = [
    "AdamW, cautious decay": { DecoupledDecay.decoupled($0["weightDecay"]).cautious },
    "SGD, cautious decay": { DecoupledDecay.decoupled($0["weightDecay"]).cautious },
    "AdamW, decay toward the start": { DecoupledDecay.decoupled($0["weightDecay"]).toward(.start) },
    "AdamW, decay toward the average": {
      DecoupledDecay.decoupled($0["weightDecay"]).toward(.average(beta: $0["averageBeta"]))
    },
    "AdamW, penalty toward the start": { L2Decay.coupled($0["weightDecay"]).toward(.start) },
    "AdamW, one-norm": { .l1($0["weightDecay"]) },
    "AdamW, soft threshold": { .softThreshold($0["weightDecay"]) },
  ]

  /// HeavyBall's own average is bias-corrected: later weights count more than in ours.
  static let others: Set<String> = ["AdamW, decay toward the corrected average"]

  private func composition(_ reference: ReferenceCase, _ decay: any DecayPolicy) -> Composition {
    let settings = reference.settings
    let rate = reference.schedule
    var composition: Composition =
      settings.numbers["momentum"].map {
        .sgdw(learningRate: rate, momentum: $0, weightDecay: settings["weightDecay"])
      }
      ?? .adamw(
        learningRate: rate, beta1: settings["beta1"], beta2: settings["beta2"],
        epsilon: settings["epsilon"])
    composition.decay = decay
    return composition
  }

  /// Every decay that one of the cases could be mistaken for.
  private func neighbours(_ rate: Double) -> [any DecayPolicy] {
    let decoupled: DecoupledDecay = .decoupled(rate)
    return [
      .none, decoupled, decoupled.cautious, decoupled.toward(.start),
      decoupled.toward(.start).cautious, decoupled.toward(.average(beta: 0.75)),
      decoupled.toward(.average(beta: 0.25)), .l2(rate), L2Decay.coupled(rate).toward(.start),
      .l1(rate), .softThreshold(rate),
    ]
  }

  @Test(
    arguments: ReferenceCase.cases(from: "heavyball").filter { decays.keys.contains($0.name) })
  func `is the reference's`(_ reference: ReferenceCase) throws {
    let makeDecay = try #require(Self.decays[reference.name])
    let neighbours = neighbours(reference.settings["weightDecay"])
    try ReferenceCheck(reference: reference).expect(
      composition(reference, makeDecay(reference.settings)),
      notMistakenFor: neighbours.map { composition(reference, $0) })
  }

  @Test(
    arguments: ReferenceCase.cases(from: "heavyball").filter { others.contains($0.name) })
  func `is none of ours`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let ours = DecoupledDecay.decoupled(settings["weightDecay"])
      .toward(.average(beta: settings["averageBeta"]))
    for decay in neighbours(settings["weightDecay"]) + [ours] {
      let difference = try ReferenceCheck(reference: reference)
        .firstDifference(of: composition(reference, decay))
      #expect(difference != nil, "\(decay)")
    }
  }

  @Test func `every case is looked at`() {
    let names = ReferenceCase.cases(from: "heavyball").map(\.name)
    #expect(Set(names) == Self.others.union(Self.decays.keys))
  }
}
