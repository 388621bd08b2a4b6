import Autodiff
import Testing

/// What is printed of parameters and groups.
@Suite struct DescriptionTests {
  @Test func `parameters and groups print names, shapes and numbers`() {
    let weight = Parameter("w", shape: [3, 3], (1...9).map(Float.init))
    let group = ParameterGroup("all", [weight, Parameter("b", [0.5])], decayMultiplier: 0)
    #expect(
      group.description == """
        all: 10 numbers, learning rate × 1.0, decay × 0.0
          w [3, 3]: 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, … (9 numbers)
          b [1]: 0.5
        """)
  }
}

struct ParameterPartitionTests {
  struct Network: Model {
    let embedding = Parameter("embedding", shape: [2, 1], kind: .embedding, [1, 2])
    let weight = Parameter("weight", shape: [1, 1], [1])
    let bias = Parameter("bias", [0])
    let scale = Parameter("scale", kind: .normalization, [1])
  }

  @Test func weightsDecayAndTheRestDoesNot() throws {
    let partition = try ParameterPartition.decayingWeights(of: Network())
    let groups = partition.makeGroups()
    #expect(groups.map(\.name) == ["weights", "rest"])
    #expect(groups.map(\.decayMultiplier) == [1, 0])
    #expect(groups.map(\.learningRateMultiplier) == [1, 1])
    #expect(
      groups.map { $0.parameters.map(\.name) } == [["embedding", "weight"], ["bias", "scale"]])
  }

  @Test func embeddingsJoinTheRestIfAsked() throws {
    let partition = try ParameterPartition.decayingWeights(of: Network(), decaysEmbeddings: false)
    #expect(partition.parameters(of: "weights").map(\.name) == ["weight"])
    #expect(
      partition.parameters(of: "rest").map(\.name)
        == ["embedding", "bias", "scale"])
  }

  @Test func aPartWithoutParametersIsLeftOut() throws {
    struct Bias: Model { let bias = Parameter("bias", [0]) }
    let groups = try ParameterPartition.decayingWeights(of: Bias()).makeGroups()
    #expect(groups.map(\.name) == ["rest"])
  }

  @Test func theReportSaysWhatWentWhere() throws {
    #expect(
      try ParameterPartition.decayingWeights(of: Network()).description == """
        weights: 3 numbers, learning rate × 1.0, decay × 1.0
          embedding [2, 1] embedding
          weight [1, 1] weight
        rest: 2 numbers, learning rate × 1.0, decay × 0.0
          bias [1] bias
          scale [1] normalization
        """)
  }

  @Test func whatIsInTwoGroupsOrInNoneIsRefusedByName() {
    let parameters = Network().parameters
    #expect(throws: ParameterPartition.Failure.inNoGroup(parameter: "bias")) {
      try ParameterPartition(
        parameters, into: [.init("matrices") { $0.shape.count == 2 }])
    }
    #expect(
      throws: ParameterPartition.Failure.inSeveralGroups(parameter: "weight", groups: ["a", "b"])
    ) {
      try ParameterPartition(
        parameters, into: [.init("a") { _ in true }, .init("b") { $0.kind == .weight }])
    }
  }

  @Test func aPartWithoutAConditionTakesWhatIsLeft() throws {
    let parameters = Network().parameters
    let partition = try ParameterPartition(
      parameters, into: [.init("rest"), .init("matrices") { $0.shape.count == 2 }])
    #expect(partition.parameters(of: "rest").map(\.name) == ["bias", "scale"])
    #expect(partition.parameters(of: "matrices").map(\.name) == ["embedding", "weight"])
    #expect(
      throws: ParameterPartition.Failure.inSeveralGroups(
        parameter: "embedding", groups: ["rest", "others"])
    ) { try ParameterPartition(parameters, into: [.init("rest"), .init("others")]) }
  }

  @Test func whatIsInAGroupAlreadyIsRefusedByName() throws {
    let network = Network()
    _ = try ParameterPartition.together(network).makeGroups()
    #expect(throws: ParameterPartition.Failure.alreadyGrouped(parameter: "embedding", group: "all"))
    {
      try ParameterPartition.decayingWeights(of: network)
    }
  }

  @Test func twoParametersOfOneNameAreRefused() {
    #expect(throws: ParameterPartition.Failure.sharedName(parameter: "weight")) {
      try ParameterPartition(
        [Parameter("weight", [1]), Parameter("weight", [2])], into: [.init("all") { _ in true }])
    }
  }
}
