public import Optimization

/// Something that is true of every composition, or of every composition of a kind.
///
/// A law runs a drawn case twice, in two ways that must come to the same, and compares the parameters
/// after every step bit for bit (zeros of either sign are the same).
public struct Law: Sendable {
  /// The law in a sentence.
  public let name: String

  /// Whether the law says anything about a composition.
  public let applies: @Sendable (Composition) -> Bool

  /// How a composition breaks the law in a case; nil where it keeps it.
  let finding: @Sendable (Trial) throws -> String?

  /// Creates a law.
  ///
  /// - Parameters:
  ///   - name: the law in a sentence.
  ///   - applies: whether it says anything about a composition; left out, about all.
  ///   - finding: how a composition breaks it in a case; nil where it keeps it.
  init(
    _ name: String, applies: @escaping @Sendable (Composition) -> Bool = { _ in true },
    finding: @escaping @Sendable (Trial) throws -> String?
  ) {
    self.name = name
    self.applies = applies
    self.finding = finding
  }

  /// A law that a change of the composition changes nothing: a window over all steps, a factor of 1.
  ///
  /// - Parameters:
  ///   - name: the law in a sentence.
  ///   - applies: whether it says anything about a composition; left out, about all.
  ///   - change: another composition that must do the same.
  /// - Returns: the law.
  public static func nothingChanges(
    _ name: String, applies: @escaping @Sendable (Composition) -> Bool = { _ in true },
    by change: @escaping @Sendable (Composition) -> Composition
  ) -> Law {
    Law(name, applies: applies) { trial in
      var changed = try Training(trial.drawn, change(trial.composition))
      return difference(trial.plain, try changed.run())
    }
  }

  /// The laws that need nothing but the composition.
  public static let all: [Law] = [
    .zeroRateIsNoDecay, .maskingIsRateZero, .zeroLearningRateMovesNothing, .splitting, .permuting,
    .partitioning, .tilesAndThreads, .skippedStepNeverHappened, .copiesGoOn, .mirroring,
  ]
}
