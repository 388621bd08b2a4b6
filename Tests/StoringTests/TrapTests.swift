import Descent
import Storing
import Testing

/// What must stop the program, by what it says then.
struct TrapTests {
  private static let traps: [String: @Sendable () throws -> Void] = [
    "guess: a part must have one of the five roles": {
      _ = CatalogueEntry("guess", Guess(), source: "none")
    },
    "Catalogue: identity is taken by another preconditioner": {
      _ = Catalogue.standard.adding(CatalogueEntry("identity", Identity(), source: "none"))
    },
    "Catalogue: sgd is taken": {
      _ = Catalogue.standard.adding(.init("sgd", source: "none") { .sgd(learningRate: $0) })
    },
    "m: the shape [2] does not fit 3 elements": {
      var file = SafeTensorsWriter()
      try file.add("m", shape: [2], .singles([1, 2, 3]))
    },
  ]

  /// A component of no role.
  private struct Guess: Component { static let name = "guess" }

  @Test(arguments: traps.keys.sorted())
  func `stops with its message`(_ message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in try TrapTests.traps[message]?()
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": \(message)\n"))
  }
}
