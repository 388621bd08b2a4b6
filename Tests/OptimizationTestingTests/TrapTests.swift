import OptimizationTesting
import Testing

/// What must stop the program, by what it says then.
struct TrapTests {
  private static let traps: [String: @Sendable () -> Void] = [
    "CompositionLaws: cases must be in 1..., but is 0": { _ = CompositionLaws(cases: 0) },
    "CompositionLaws: largest must be in 1..., but is 0": { _ = CompositionLaws(largest: 0) },
  ]

  @Test(arguments: traps.keys.sorted())
  func `stops with its message`(_ message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in TrapTests.traps[message]?()
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": \(message)\n"))
  }
}
