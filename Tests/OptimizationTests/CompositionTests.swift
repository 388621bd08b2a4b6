import Descent
import Testing

@Suite struct CompositionTests {
  /// A preconditioner without a gain.
  private struct Opaque: Preconditioner {
    static let name = "opaque"
    var lines: [Assignment] { [] }
    func pass(at step: StepContext) -> any PreconditionerPass { Pass() }
    struct Pass: PreconditionerPass {
      func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {}
    }
  }

  @Test func `stable decay needs a gain`() {
    let error = #expect(throws: OptimizerError.self) {
      try Optimizer(
        moments: .gradient, preconditioner: Opaque(), decay: .stable(0.1),
        schedule: .constant(0.1))
    }
    #expect(error?.code == .meaninglessComposition)
    #expect(
      error?.message
        == "StableWeightDecay shrinks in proportion to the gain of a step, "
        + "but Opaque can't state its gain")
  }

  @Test func `clipping says whose norm it limits`() throws {
    func steps(_ clip: ClipByNorm) throws -> [[Float]] {
      let parameters = [Parameter("a", [0]), Parameter("b", [0]), Parameter("c", [0])]
      for (parameter, gradient) in zip(parameters, [3, 4, 12] as [Float]) {
        parameter.setGradient([gradient])
      }
      let groups = [
        ParameterGroup("ab", [parameters[0], parameters[1]]), ParameterGroup("c", [parameters[2]]),
      ]
      var composition = Composition.sgd(learningRate: .constant(1))
      composition.transforms = [clip]
      var optimizer = try Optimizer(composition)
      let report = try optimizer.step(groups)
      #expect(report.gradientNorm == 13)
      return parameters.map { Array($0.value) }
    }
    #expect(try steps(.clip(globalNorm: 13)) == [[-3], [-4], [-12]])
    #expect(try steps(.clip(globalNorm: 6.5)) == [[-1.5], [-2], [-6]])
    #expect(try steps(.clip(groupNorm: 2.5)) == [[-1.5], [-2], [-2.5]])
    #expect(try steps(.clip(parameterNorm: 2)) == [[-2], [-2], [-2]])
  }

  @Test func `a group may have parts of its own`() throws {
    let a = Parameter("a", [1])
    let b = Parameter("b", [1])
    a.setGradient([1])
    b.setGradient([1])
    let groups = [ParameterGroup("slow", [a]), ParameterGroup("fast", [b])]
    var optimizer = try Optimizer(
      .sgd(learningRate: .constant(0.25)),
      groups: ["fast": .adam(learningRate: .constant(0.5), epsilon: 0)])
    try optimizer.step(groups)
    #expect(Array(a.value) == [0.75])
    #expect(abs(b.value[0] - 0.5) < 1e-6)
  }
}
