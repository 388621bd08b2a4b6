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

  /// What a decay keeps is said before it is read; what it pulls at stands in the step itself.
  @Test func `lines of a decay stand where it acts`() {
    func lines(_ decay: any DecayPolicy) -> [String] {
      Composition(
        moments: .gradient, preconditioner: .identity, decay: decay, schedule: .constant(0.1)
      ).lines.map(\.description)
    }
    let center = [
      "center ← [t = 1]·θ + [t > 1]·center",
      "center ← center + [R > 0]·(1 − 0.5)·(θ − center)",
    ]
    #expect(
      lines(.decoupled(0.5).toward(.average(beta: 0.5)))
        == ["η ← 0.1", "d ← g", "R ← min(1, η·0.5)"] + center
        + ["θ ← θ − (η·d + R·(θ − center))"])
    #expect(
      lines(.l2(0.5).toward(.start)) == [
        "η ← 0.1", center[0], "g ← g + 0.5·(θ − center)", "d ← g", "θ ← θ − η·d",
      ])
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
      optimizer.norms = .every(1)
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

  @Test func `the name of a group is no markup`() throws {
    let composition = Composition.sgd(learningRate: .constant(0.25))
    let optimizer = try Optimizer(composition, groups: ["<b> & c": composition])
    #expect(optimizer.explain(as: .mathML).contains("<p>Group &lt;b&gt; &amp; c:</p>"))
  }

  @Test func `a group's own transforms act on it alone, after those of all`() throws {
    let parameters = [Parameter("a", [0]), Parameter("b", [0]), Parameter("c", [0])]
    for (parameter, gradient) in zip(parameters, [3, 4, 12] as [Float]) {
      parameter.setGradient([gradient])
    }
    let groups = [
      ParameterGroup("ab", [parameters[0], parameters[1]]), ParameterGroup("c", [parameters[2]]),
    ]
    var composition = Composition.sgd(learningRate: .constant(1))
    var own = composition
    composition.transforms = [.clip(globalNorm: 6.5)]
    own.transforms = [.clip(groupNorm: 1.25)]
    var optimizer = try Optimizer(composition, groups: ["ab": own])
    try optimizer.step(groups)
    #expect(parameters.map { Array($0.value) } == [[-0.75], [-1], [-6]])
    #expect(
      optimizer.explain().hasSuffix(
        "Group ab:\nη ← 1\ng ← g·min(1, 6.5 / norm(g))\ng ← g·min(1, 1.25 / groupNorm(g))\n"
          + "d ← g\nθ ← θ − η·d"))
    own.transforms = [.skipNonFinite]
    #expect(throws: OptimizerError.self) { try Optimizer(composition, groups: ["ab": own]) }
  }

  @Test func `a transform has numbers of its own for each parameter`() throws {
    /// Divides by the sum of all norms so far, and of twice their squares.
    struct Tiring: GradientTransform {
      static let name = "tiring"
      var lines: [Assignment] {
        let (norms, squares): (Formula, Formula) = ("n", "q")
        let norm = Formula.norm(.g, over: .parameter)
        return [
          norms ← norms + norm, squares ← squares + norm ** 2,
          .g ← .g * (1 / (norms + 2 * squares)).named(.c),
        ]
      }
    }
    let composition = Composition(
      transforms: [Tiring()], moments: .gradient, preconditioner: .identity, decay: .none,
      schedule: .constant(1))
    var optimizer = try Optimizer(composition)
    let parameters = (1...3).map { Parameter("p\($0)", [0]) }
    let group = ParameterGroup("all", parameters)
    var expected = [Double](repeating: 0, count: 3)
    for step in 1...4 {
      for (index, parameter) in parameters.enumerated() {
        let g = Double(index + 1)
        parameter.setGradient([Float(g)])
        expected[index] -= g / (Double(step) * (g + 2 * g * g))
      }
      try optimizer.step([group])
    }
    for (parameter, value) in zip(parameters, expected) {
      #expect(abs(Double(parameter.value[0]) - value) < 1e-6, "\(parameter.name)")
    }
  }

  @Test func `a transform may keep state, which changes once a step`() throws {
    /// Gives each gradient half of what it withheld of the last one; the norm is that of the result.
    struct Halving: GradientTransform {
      static let name = "halving"
      var lines: [Assignment] {
        ["count" ← "count" + 1, .g ← (.g + "rest") / "count", "rest" ← .g * ("count" - 1)]
      }
      func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("rest")] }
      func action(at step: StepContext) -> TransformAction {
        .rewrite(Pass(share: Float(1 / step["count"])))
      }
      struct Pass: TransformPass {
        let share: Float
        func rewrite(
          _ gradient: inout MutableSpan<Float>, parameters: Span<Float>, offset: Int,
          state: inout StateView
        ) {
          for i in gradient.indices {
            let sum = gradient[i] + state[0, i]
            gradient[i] = sum * share
            state[0, i] = sum - gradient[i]
          }
        }
      }
    }
    for transforms: [any GradientTransform] in [
      [Halving(), .clip(globalNorm: 1e9), .skipNonFinite],
      [Halving(), .centralize, .clip(parameterNorm: 1e9), .skipNonFinite],
    ] {
      var composition = Composition.adams(learningRate: .constant(0.1), weightDecay: 0.1)
      composition.transforms = transforms
      let parameters = [[3], [700]].map {
        Parameter("\($0)", shape: $0, Array(repeating: 1, count: $0.reduce(1, *)))
      }
      let group = ParameterGroup("all", parameters)
      var optimizer = try Optimizer(composition)
      optimizer.norms = .every(1)
      // What is given is 4; a skipped step between changes neither array nor scalar.
      for (gradient, seen) in [(4, 4), (4, 2), (.infinity, 0), (4, 2), (4, 2)] as [(Float, Float)] {
        for parameter in parameters {
          parameter.setGradient(Array(repeating: gradient, count: parameter.count))
        }
        let report = try optimizer.step([group])
        guard let norm = report.transformedGradientNorm else { continue }
        #expect(abs(norm / Double(group.count).squareRoot() - Double(seen)) < 1e-6)
      }
    }
  }

  @Test func `what differs in one group's parts is another composition`() {
    let plain = Composition.sgd(learningRate: .constant(0.25))
    let (own, other) = (
      Composition.adam(learningRate: .constant(0.5)), Composition.adam(learningRate: .constant(1))
    )
    func with(_ groups: [String: Composition]) -> Composition {
      var composition = plain
      composition.groups = groups
      return composition
    }
    let all = [plain, with(["a": own]), with(["a": other]), with(["b": own])]
    for (i, first) in all.enumerated() {
      for (j, second) in all.enumerated() { #expect((first == second) == (i == j), "\(i), \(j)") }
    }
    #expect(Set(all + [with(["a": own])]).count == 4)
  }

  /// A number for each length: 100 for an axis, 10 for a row, 1 for an element of a row.
  private struct Lengths: MomentEstimator {
    static let name = "lengths"
    var granularity: Granularity { .parameter }
    var lines: [Assignment] { [.d ← .g * (100 * .axes + 10 * .rows + .columns).named("a")] }
    func pass(at step: StepContext) -> any MomentPass { Pass(factor: Float(step["a"])) }

    struct Pass: MomentPass {
      let factor: Float
      func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
        for i in direction.indices { direction[i] = factor * tile.gradient[i] }
      }
    }
  }

  @Test(arguments: [([4], 141), ([3, 4], 234), ([2, 3, 2], 326), ([5, 1, 2, 3], 456)])
  func `rows lie along the first axis, whatever follows`(_ shape: [Int], lengths: Int) throws {
    let count = shape.reduce(1, *)
    let parameter = Parameter("w", shape: shape, Array(repeating: 0, count: count))
    parameter.setGradient(Array(repeating: -1, count: count))
    var optimizer = try Optimizer(
      moments: Lengths(), preconditioner: .identity, decay: .none, schedule: .constant(1))
    try optimizer.step([ParameterGroup("all", [parameter])])
    #expect(parameter.value.allSatisfy { $0 == Float(lengths) })
  }
}
