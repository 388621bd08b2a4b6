import Descent
import Testing

@Suite struct ProdigyRateTests {
  private func composition(
    _ reference: ReferenceCase, beta1: Double? = nil, safeguard: Bool? = nil,
    coefficient: Double = 1, epsilon: Double = 1, growth: Double? = nil,
    decay: (any DecayPolicy)? = nil
  ) -> Composition {
    let settings = reference.settings
    return .prodigy(
      learningRate: reference.schedule, beta1: beta1 ?? settings["beta1"],
      beta2: settings["beta2"], epsilon: epsilon * settings["epsilon"],
      initialDistance: settings["initialDistance"],
      coefficient: coefficient * settings["coefficient"], growth: growth ?? settings["growth"],
      safeguardsWarmUp: safeguard ?? settings.isOn("safeguard"),
      decay: decay ?? .decoupled(settings["weightDecay"]))
  }

  @Test(arguments: DistanceCheck.cases("prodigyopt.Prodigy"))
  func `is the authors' Prodigy`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    var neighbours = [
      composition(reference, beta1: 0.5), composition(reference, coefficient: 2),
    ]
    if settings.isOn("safeguard") { neighbours.append(composition(reference, safeguard: false)) }
    if settings["growth"] < 1e9 {
      neighbours += [composition(reference, growth: 1e30), composition(reference, epsilon: 0)]
    }
    if settings["weightDecay"] > 0 { neighbours.append(composition(reference, decay: .none)) }
    try DistanceCheck(reference: reference).expect(
      composition(reference), notMistakenFor: neighbours)
  }

  @Test func `explains itself`() throws {
    let optimizer = try Optimizer(
      .prodigy(learningRate: .constant(1), beta2: 0.81, decay: .stable(0.1)))
    #expect(
      optimizer.explain() == """
        D ← [t = 1]·1e-06 + [t > 1]·D′
        a ← D / 1e-06
        b ← a
        g ← g·D
        θ₀ ← [t = 1]·θ + [t > 1]·θ₀
        q ← 0.9·q + a·sum(g·(θ₀ − θ))
        s ← 0.9·s + b·g
        S ← sum(abs(s))
        D̂ ← [S > 0]·q / S
        M ← max([t = 1]·1e-06 + [t > 1]·M, D̂)
        E ← [D = 1e-06]·max(D, D̂) + [D ≠ 1e-06]·D
        D′ ← min(M, E·1e+30)
        η ← D
        m ← 0.9·m + (1 − 0.9)·g
        d ← m
        v ← 0.81·v + (1 − 0.81)·g^2
        d ← d / (√v + D′·1e-08)
        R ← min(1, η·0.1·D / √mean(v))
        θ ← θ − (η·d + R·θ)
        """)
  }

  /// As D multiplies the gradients, the root of their mean square is D times too small; a decay that
  /// did not know it would shrink the parameters as if D were 1 from the first step on.
  @Test func `stable decay does not keep the distance down`() throws {
    let reference = try #require(DistanceCheck.cases("prodigyopt.Prodigy").first)
    let drive = try #require(Drive.shared)
    let groups = drive.makeGroups(reference.groups)
    var optimizer = try Optimizer(.prodigy(learningRate: .constant(1), decay: .stable(0.1)))
    var distance = 0.0
    for step in 1...200 {
      for parameter in groups.flatMap(\.parameters) {
        parameter.setGradient(DistanceCheck.gradient(of: parameter, step, drive))
      }
      distance = try optimizer.step(groups).learningRate
    }
    #expect((0.05...1).contains(distance))
  }

  @Test func `it needs the transform, and the transform needs it`() throws {
    var composition = Composition.prodigy(learningRate: .constant(1))
    composition.transforms = []
    var error = #expect(throws: OptimizerError.self) { try Optimizer(composition) }
    #expect(error?.message.contains("put scaledByDistance among the transforms") == true)
    composition = .prodigy(learningRate: .constant(1))
    composition.schedule = .constant(1)
    error = #expect(throws: OptimizerError.self) { try Optimizer(composition) }
    #expect(
      error?.message
        == "ScaledByDistance reads D, which ConstantRate doesn't give before the step")
    composition.transforms = []
    error = #expect(throws: OptimizerError.self) { try Optimizer(composition) }
    #expect(error?.message == "Divided reads D′, which ConstantRate doesn't give")
  }

  @Test func `groups of other multipliers are refused, and nothing has happened`() throws {
    let weight = Parameter("weight", [1, 2])
    let group = ParameterGroup("all", [weight], learningRateMultiplier: 0.5)
    var optimizer = try Optimizer(.prodigy(learningRate: .constant(1)))
    weight.setGradient([1, 1])
    let error = #expect(throws: OptimizerError.self) { try optimizer.step([group]) }
    #expect(error?.code == .unsuitableLearningRate)
    #expect(error?.message.contains("must be 1, or 0 to leave it out, but is 0.5") == true)
    #expect(optimizer.stepCount == 0 && Array(weight.value) == [1, 2])
  }
}
