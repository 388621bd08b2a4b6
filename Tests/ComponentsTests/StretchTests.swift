import Descent
import Optimization
import Testing

/// State that reaches over several stretches is that of one: no bit depends on where they end.
@Suite struct StretchTests {
  static let compositions: [(String, Composition)] = [
    ("adamw", .adamw(learningRate: .constant(0.01), weightDecay: 0.1)),
    ("adams", .adams(learningRate: .constant(0.01), weightDecay: 0.1)),
    ("ademamix", .ademamix(learningRate: .constant(0.01))),
    ("padam", .padam(learningRate: .constant(0.01))),
    ("prodigy", .prodigy(learningRate: .constant(1))),
    (
      "stateful transform behind a clip",
      Composition(
        transforms: [.amplifySlow(), .clip(globalNorm: 1)], moments: .heavyBall(beta: 0.9),
        preconditioner: .adabelief(), decay: .l2(0.1), schedule: .constant(0.01))
    ),
  ]

  @Test(arguments: compositions.indices)
  func `three stretches and one`(_ index: Int) throws {
    let (name, composition) = Self.compositions[index]
    // A stretch has 64 tiles: 256 elements of tiles of 4, and all elements of tiles of 64.
    let runs = try [4, 64].map { tile in
      let first = Parameter("first", shape: [700], (0..<700).map { Float($0 % 17) / 8 - 1 })
      let second = Parameter("second", [0.5, -1, 2])
      let group = ParameterGroup("all", [first, second])
      var optimizer = try Optimizer(composition, tile: tile)
      for step in 1...4 {
        first.setGradient((0..<700).map { Float(($0 * 7 + step * 3) % 23) / 16 - 0.7 })
        second.setGradient([0.25, Float(step), -1])
        try optimizer.step([group])
      }
      return (first.value.map(\.bitPattern) + second.value.map(\.bitPattern))
    }
    #expect(runs[0] == runs[1], "\(name)")
  }
}
