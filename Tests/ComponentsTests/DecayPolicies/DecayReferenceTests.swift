import Descent
import Testing

/// Decays that other libraries build from AdamW.
@Suite struct DecayReferenceTests {
  private func composition(
    _ reference: ReferenceCase, _ decay: any DecayPolicy
  ) -> Composition {
    let settings = reference.settings
    var composition = Composition.adamw(
      learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
      epsilon: settings["epsilon"])
    composition.decay = decay
    return composition
  }

  static let decays: [String: @Sendable (ReferenceCase.Settings) -> any DecayPolicy] = [
    "AdamW, decay until a step": {
      DecoupledDecay.decoupled($0["weightDecay"]).until(step: Int($0["until"]) + 1)
    },
    "AdamW, decay from a step": {
      DecoupledDecay.decoupled($0["weightDecay"]).from(step: Int($0["since"]))
    },
    "AdamW, decay falls linearly": {
      DecoupledDecay.decoupled($0["weightDecay"])
        .scheduled(by: .linear(from: 1, steps: Int($0["decaySteps"])))
    },
    "AdamW, decay independent of the rate": { .vanilla($0["weightDecay"]) },
    "AdamW, decay times the square of the rate": { .corrected($0["weightDecay"]) },
    "AdamW, decay times the rate over the peak": { .independent($0["weightDecay"]) },
  ]

  @Test(
    arguments: ReferenceCase.cases(from: "optax").filter { decays.keys.contains($0.name) })
  func `is optax's`(_ reference: ReferenceCase) throws {
    let makeDecay = try #require(Self.decays[reference.name])
    let decay = makeDecay(reference.settings)
    let rate = reference.settings["weightDecay"]
    var neighbours: [any DecayPolicy] = [.none, .decoupled(rate), .l2(rate)]
    if let end = reference.settings.numbers["until"] {
      neighbours.append(DecoupledDecay.decoupled(rate).until(step: Int(end)))
    }
    if let start = reference.settings.numbers["since"] {
      neighbours.append(DecoupledDecay.decoupled(rate).from(step: Int(start) + 1))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(reference, decay),
      notMistakenFor: neighbours.map { composition(reference, $0) })
  }

  @Test func `no case is missing`() {
    let names = ReferenceCase.cases(from: "optax").map(\.name)
    #expect(Self.decays.keys.allSatisfy(names.contains))
  }

  @Test(arguments: ReferenceCase.cases(from: "timm").filter { $0.name == "AdamC" })
  func `AdamC is timm's`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let rate = settings["weightDecay"]
    let adamc = Composition.adamc(
      learningRate: reference.schedule, beta1: settings["beta1"], beta2: settings["beta2"],
      epsilon: settings["epsilon"], weightDecay: rate)
    let others: [any DecayPolicy] = [.decoupled(rate), .independent(rate)]
    try ReferenceCheck(reference: reference).expect(
      adamc, notMistakenFor: others.map { composition(reference, $0) })
  }
}
