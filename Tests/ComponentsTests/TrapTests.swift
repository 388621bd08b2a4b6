import Descent
import Foundation
import Testing

/// What must stop the program, by what it says then: the type, the bound and the value.
///
/// An initializer asks for all bounds of its component, so one of them shows that it asks;
/// `BoundTests` breaks every bound.
struct TrapTests {
  typealias Traps = [String: @Sendable () throws -> Void]

  private static let traps = [
    transforms, moments, preconditioners, decays, partsInsideDecays, schedules,
    schedulesInsideSchedules, wrappers,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  @Test(arguments: traps.keys.sorted())
  func `stops with its message`(_ message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in try TrapTests.traps[message]?()
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": \(message)\n"))
  }

  @Test(arguments: Catalogue.standard.entries.map(\.prototype).filter { !$0.checks.isEmpty })
  func `every component of the catalogue is among them`(_ component: any Component) {
    #expect(Self.traps.keys.contains { $0.hasPrefix("\(type(of: component)):") })
  }

  /// A part as it comes from data, which judges no hyper-parameter.
  static func unjudged<Part: Component>(_ json: String, as type: Part.Type) throws -> Part {
    try JSONDecoder().decode(type, from: Data(json.utf8))
  }
}
