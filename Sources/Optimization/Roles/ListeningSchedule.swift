/// A schedule that hears of more than the number of the step: of a metric that the training loop
/// reports, such as the loss, or of sums over the step's gradients and parameters.
///
/// Its `rate` reads what its lines assign. Lines of a step may keep numbers and arrays as those of any
/// part, and ask for sums over all elements, `sum(g^2)`, or over those of each group, `groupSum(g^2)`;
/// then what is kept is kept for each group. In them `g` is the gradient as the moment estimator sees
/// it, and `θ` the value before the step. They are carried out before the parameters move; a step that
/// is skipped or throws leaves no trace. A condition `refuse unless` makes the step throw.
///
/// What a line assigns to a symbol that all parts share, other parts may read in their lines; those that
/// change the gradient may read what stands before the first line with an element or a sum in it.
///
/// ```text
/// n ← 0.9·n + sum(g^2)
/// η ← 0.1 / √n
/// ```
///
/// Groups with a learning rate multiplier of 0 are left out of the sums. Where sums run over all groups,
/// other multipliers than 1 are refused. Other schedules may stand inside, but it stands inside no other:
/// the outermost schedule is the one that hears.
public protocol ListeningSchedule: LearningRateSchedule, StatefulComponent {
  /// What is done when a metric arrives: lines of numbers that read `.metric`, and keep everything that
  /// they assign until the next one; all of it begins with 0.
  var metricLines: [Assignment] { get }

  /// Why the schedule has no meaning with the other parts of a composition, or nil where it has one.
  func refusal(in composition: Composition) -> String?

  /// Prepares a step: what writes the terms of the sums, and changes the arrays.
  ///
  /// - Parameter step: the numbers of the lines, as far as they don't depend on a sum.
  /// - Returns: the listener.
  func listener(at step: StepContext) -> any Listener
}

extension ListeningSchedule {
  /// Hears of nothing in the step.
  public var lines: [Assignment] { [] }

  /// Hears of no metric.
  public var metricLines: [Assignment] { [] }

  /// It has a meaning with any parts.
  public func refusal(in composition: Composition) -> String? { nil }

  /// Hears of no element.
  public func listener(at step: StepContext) -> any Listener { Silence() }
}

/// A schedule that listens, at one step.
public protocol Listener: Sendable {
  /// Writes what some elements add to the sums of the lines, and changes the arrays.
  ///
  /// May be called twice in a step; what the first call writes to the state is thrown away.
  ///
  /// - Parameters:
  ///   - terms: `terms[k, i]` is what element i adds to the sum that is the k-th in the lines; undefined
  ///     on entry.
  ///   - tile: the gradient, as the moment estimator sees it, and the values of the elements.
  ///   - state: the arrays declared, for the same elements.
  func hear(_ terms: inout StateView, tile: Tile, state: inout StateView)
}

/// Hears nothing.
struct Silence: Listener {
  func hear(_ terms: inout StateView, tile: Tile, state: inout StateView) {}
}

extension Bound {
  /// A schedule inside a part, where neither metrics nor sums reach it, doesn't listen.
  ///
  /// - Parameters:
  ///   - name: the property of the part.
  ///   - schedule: the schedule inside.
  /// - Returns: the bound.
  public static func hearsNothing(
    _ name: String, _ schedule: @escaping @Sendable (Part) -> any LearningRateSchedule
  ) -> Bound {
    Bound(name, must: "follow nothing but the number of the step") {
      !(schedule($0) is any ListeningSchedule)
    }
  }
}
