import Descent
import Foundation
import Testing

/// Two groups that a stepper moves, and the files that it is saved to and loaded from.
final class ResumedRun {
  private let folder: URL
  private(set) var groups: [ParameterGroup] = []

  /// Creates a run, its groups in this order or in the other.
  init(isReversed: Bool = false) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("descent-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    groups = [
      ParameterGroup(
        "one", [Parameter("a", shape: [2, 2], [1, -0.5, 0.25, 2]), Parameter("b", [-1, 0.75])]),
      ParameterGroup("two", [Parameter("c", [0.5, 3, -2])], learningRateMultiplier: 2),
    ]
    if isReversed { groups.reverse() }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The path of a file.
  func file(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Takes a step with the gradients of a bowl that swings.
  func take(_ step: Int, with stepper: inout any ResumableStepper) throws {
    let setGradients = { [groups] in
      for parameter in groups.flatMap(\.parameters) {
        let phase = Float(step % 5) - Float(parameter.count) / 2
        parameter.setGradient(parameter.value.map { 0.5 * $0 + 0.25 * phase })
      }
    }
    setGradients()
    try stepper.step(groups, recompute: setGradients)
  }

  /// The bits of all values, and of the averages where there are any.
  func bits(_ stepper: any ResumableStepper) -> [String: [UInt32]] {
    let parameters = groups.flatMap(\.parameters)
    func read(_ prefix: String) -> [String: [UInt32]] {
      Dictionary(
        uniqueKeysWithValues: parameters.map { (prefix + $0.name, $0.value.map(\.bitPattern)) })
    }
    guard var averaging = stepper as? any AveragingStepper else { return read("") }
    return read("").merging(averaging.withAverages { read("average of ") }) { first, _ in first }
  }

  /// Whether two files have the same bytes.
  func sameBytes(_ first: String, _ second: String) -> Bool {
    FileManager.default.contentsEqual(atPath: first, andPath: second)
  }
}
