import Components
import Optimization
import Testing

@testable import OptimizationTesting

@Suite struct LawCaseTests {
  /// What goes wrong at the end of a tile goes wrong on one side of it.
  @Test func `sizes stand on both sides of a tile`() {
    let composition = Composition.sgd(learningRate: .constant(0.1))
    let cases = (0..<200).map { LawCase(seed: $0, for: composition, largest: 64) }
    for tile in [4, 8] {
      let shapes = Set(cases.filter { $0.tile == tile }.flatMap(\.shapes))
      for size in [1, tile - 1, tile, tile + 1, 2 * tile + 3] {
        #expect(shapes.contains([size]), "\(size) beside a tile of \(tile)")
      }
    }
    #expect(cases.contains { $0.shapes.contains([64]) })
    #expect(Set(cases.map(\.gradients)).count == GradientKind.allCases.count)
  }
}
