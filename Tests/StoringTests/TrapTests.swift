import Descent
import Storing
import Testing

/// What must stop the program, by what it says then.
struct TrapTests {
  private static let traps: [String: @Sendable () throws -> Void] = [
    "Catalogue: identity is taken by another preconditioner": {
      _ = Catalogue.standard.adding(CatalogueEntry(Identity()))
    },
    "Catalogue: L_2 is taken by another decay policy": {
      _ = Catalogue.standard.adding(CatalogueEntry(NoPenalty(), aliases: ["L_2": [:]]))
    },
    "sums: two values have the same name": {
      _ = CatalogueEntry("sums", flattening: L2Decay.coupled(0).plus(.l2(0)), source: "none")
    },
    "Catalogue: sgd is taken": {
      _ = Catalogue.standard.adding(.init("sgd", 0.1, source: "none") { .sgd(learningRate: $0) })
    },
    "m: the shape [2] does not fit 3 elements": {
      var file = SafeTensorsWriter()
      file.add("m", shape: [2], .singles([1, 2, 3]))
    },
  ]

  private struct NoPenalty: DecayPolicy {
    static let name = "noPenalty"
    var share: Formula { 0 }
  }

  @Test(arguments: traps.keys.sorted())
  func `stops with its message`(_ message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in try TrapTests.traps[message]?()
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": \(message)\n"))
  }
}
