import Descent
import OptimizationTesting
import Testing

@Suite struct DistanceOverGradientsTests {
  @Test(arguments: DistanceCheck.cases("dog.DoG"))
  func `is the authors' DoG`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(epsilon: Double = 1, distance: Double = 1, decay: Double = 1) -> Composition {
      .dog(
        learningRate: reference.schedule, initialDistance: distance * settings["initialDistance"],
        epsilon: epsilon * settings["epsilon"], decay: .l2(decay * settings["weightDecay"]))
    }
    var neighbours = [composition(distance: 2)]
    if settings["weightDecay"] > 0 { neighbours.append(composition(decay: 2)) }
    if settings["epsilon"] > 1e-3 { neighbours.append(composition(epsilon: 0)) }
    try DistanceCheck(reference: reference).expect(composition(), notMistakenFor: neighbours)
  }

  @Test(arguments: DistanceCheck.cases("optax.contrib.dowg"))
  func `is optax' DoWG`(_ reference: ReferenceCase) throws {
    let start = try #require(Drive.shared).parameters.flatMap(\.start)
    let size = start.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    func distance(_ factor: Double) -> Double {
      factor * reference.settings["initialDistance"] / (1 + size)
    }
    try DistanceCheck(reference: reference).expect(
      .dowg(learningRate: reference.schedule, initialDistance: distance(1), epsilon: 0),
      notMistakenFor: [
        .dowg(learningRate: reference.schedule, initialDistance: distance(2), epsilon: 0),
        .dog(learningRate: reference.schedule, initialDistance: distance(1), epsilon: 0),
      ])
  }

  @Test func `explains itself`() throws {
    let optimizer = try Optimizer(.dog(learningRate: .constant(1)))
    #expect(
      optimizer.explain() == """
        θ₀ ← [t = 1]·θ + [t > 1]·θ₀
        x ← groupSum((θ − [G > 0]·θ₀)^2)
        r ← [G = 0]·1e-06·(1 + √x) + [G > 0]·max(r, √x)
        G ← G + groupSum(g^2)
        η ← r / √(G + 1e-08)
        d ← g
        θ ← θ − η·d
        """)
  }

  @Test func `each group has a distance of its own, from when it joins`() throws {
    func run(_ names: [String], late: Int) throws -> [Float] {
      let groups = names.map {
        ParameterGroup($0, [Parameter($0, [Float($0.count), -0.5])])
      }
      var optimizer = try Optimizer(
        .dog(learningRate: .constant(1), initialDistance: 1e-2))
      for step in 1...8 {
        for group in groups { group.parameters[0].setGradient([1, Float(step) / 4]) }
        try optimizer.step(step > late ? groups : Array(groups.prefix(1)))
      }
      return Array(groups[groups.count - 1].parameters[0].value)
    }
    #expect(try run(["body", "headed"], late: 0) == run(["headed"], late: 0))
    // Three steps later it has taken three steps less.
    let late = try run(["body", "headed"], late: 3)
    let early = try run(["headed"], late: 0)
    #expect(late[0] < 6 && late[0] > early[0])
  }

  @Test func `a group begins with the first step that has a gradient`() throws {
    func run(first gradients: [[Float]?]) throws -> [Float] {
      let weight = Parameter("weight", [3, -4])
      let group = ParameterGroup("all", [weight])
      var optimizer = try Optimizer(
        .dog(learningRate: .constant(1), initialDistance: 1e-2), missingGradients: .leaveOut)
      for gradient in gradients + [[1, 0.25], [1, 0.5], [1, 0.75]] {
        if let gradient { weight.setGradient(gradient) }
        try optimizer.step([group])
      }
      return Array(weight.value)
    }
    let expected = try run(first: [])
    #expect(try run(first: [nil]) == expected)
    #expect(try run(first: [nil, [0, 0]]) == expected)
  }

  @Test func `a preconditioner is refused`() {
    let composition = Composition.adam(
      learningRate: .constant(1).distanceOverGradients())
    let error = #expect(throws: OptimizerError.self) { try Optimizer(composition) }
    #expect(error?.message.contains("but Divided rescales them") == true)
  }

  @Test func `a decay that needs a peak is refused`() {
    for decay in [
      CorrectedDecay.corrected(0.1) as any DecayPolicy, IndependentDecay.independent(0.1),
    ] {
      let error = #expect(throws: OptimizerError.self) {
        try Optimizer(.dog(learningRate: .constant(1), decay: decay))
      }
      #expect(error?.message.contains("has no peak") == true)
    }
  }

  @Test func `a part that changes gradients by the learning rate is refused`() {
    struct ByRate: GradientTransform {
      static let name = "byRate"
      var lines: [Assignment] { [.g ← .g * Formula.η.named(.c)] }
    }
    var composition = Composition.dog(learningRate: .constant(1))
    composition.transforms = [ByRate()]
    let error = #expect(throws: OptimizerError.self) { try Optimizer(composition) }
    #expect(error?.message.contains("makes that of the changed gradients") == true)
  }
}
