import Descent
import Testing

@Suite struct MuonTests {
  @Test(arguments: ReferenceCase.cases(from: "timm", callees: ["timm.optim.Muon"]))
  func `is timm's Muon in double precision`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let name = reference.name
    let own: Orthogonalized.Scale =
      name.contains("rms_adamw")
      ? .matchesRootMeanSquare : (name.contains("rms_to_rms") ? .keepsRootMeanSquare : .original)
    func composition(_ scale: Orthogonalized.Scale, nesterov: Bool) -> Composition {
      .muon(
        learningRate: reference.schedule, momentum: settings["momentum"], nesterov: nesterov,
        iterations: Int(settings["iterations"]), scale: scale,
        decay: .decoupled(settings["weightDecay"]))
    }
    let nesterov = settings.isOn("nesterov")
    var check = ReferenceCheck(reference: reference)
    // timm has Nesterov's form for the vectors, too.
    check.exceptions["vectors"] = Composition(
      moments: .nesterovAverage(beta: settings["adamBeta1"], dip: 0, correctsAhead: false),
      preconditioner: .rootMeanSquare(beta: settings["adamBeta2"], epsilon: settings["epsilon"]),
      decay: .decoupled(settings["weightDecay"]), schedule: reference.schedule)
    try check.expect(
      composition(own, nesterov: nesterov),
      notMistakenFor: [
        composition(.transposed, nesterov: nesterov), composition(own, nesterov: !nesterov),
      ])
  }

  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.contrib.muon"]))
  func `is optax's Muon`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    let nesterov = settings.isOn("nesterov")
    func composition(_ scale: Orthogonalized.Scale, nesterov: Bool) -> Composition {
      var composition = Composition.muon(
        learningRate: reference.schedule, momentum: settings["beta"], nesterov: nesterov,
        iterations: Int(settings["iterations"]), scale: scale,
        decay: .decoupled(settings["weightDecay"]))
      // optax corrects both terms of Nesterov's momentum for their own start.
      if nesterov {
        composition.moments = NesterovAverage.nesterovAverage(beta: settings["beta"], dip: 0)
      }
      return composition
    }
    let own: Orthogonalized.Scale =
      settings.numbers["consistentScale"] == nil ? .transposed : .matchesRootMeanSquare
    try ReferenceCheck(reference: reference).expect(
      composition(own, nesterov: nesterov),
      notMistakenFor: [
        composition(.original, nesterov: nesterov), composition(own, nesterov: !nesterov),
      ])
  }

  @Test func `refuses vectors without a composition of their own`() throws {
    let vector = Parameter("bias", [0.5, -0.5])
    vector.setGradient([1, 1])
    var optimizer = try Optimizer(.muon(learningRate: .constant(0.1)))
    let error = #expect(throws: OptimizerError.self) {
      try optimizer.step([ParameterGroup("all", [vector])])
    }
    #expect(error?.message.contains("only a matrix can be orthogonalized") == true)
    #expect(Array(vector.value) == [0.5, -0.5])
  }
}
