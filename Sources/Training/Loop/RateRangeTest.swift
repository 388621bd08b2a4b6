import Autodiff
import Components
import Foundation
import Kernels
public import Optimization

/// The learning rate range test: a short run whose rate rises step by step, and where it learns best.
///
/// ```swift
/// let parity = Dataset(
///   shape: [2], features: [0, 0, 0, 1, 1, 0, 1, 1], labels: [0, 1, 1, 0],
///   classes: ["even", "odd"])
/// let plan = TaskPlan(data: .examples(training: parity, test: parity), hidden: [16])
/// let test = try RateRangeTest(
///   .adam(learningRate: .constant(1e-3)), on: plan.makeTask(seed: 1), rates: 1e-5...10, steps: 50)
/// #expect(test.suggestion.map { (1e-6...1).contains($0) } == true)
/// ```
///
/// - Source: Smith, 2017, section 3.3, <https://arxiv.org/abs/1506.01186>; geometric rates, the smoothing
///   (0.98, corrected for its start), the end at four times the lowest loss and a tenth of the rate that
///   had it as the suggestion are fastai's.
public struct RateRangeTest: Sendable {
  /// A step of the test.
  public struct Point: Sendable, Hashable {
    /// The learning rate.
    public let rate: Double
    /// The loss before the step, averaged with those of the steps before.
    public let loss: Double
  }

  /// The steps up to the one at which the loss was too high.
  public private(set) var points: [Point] = []

  /// The step with the lowest loss; nil where there is none.
  public var best: Point? { points.min { $0.loss < $1.loss } }

  /// A tenth of the rate with the lowest loss: a largest rate to begin with; nil where no step made the
  /// loss lower.
  public var suggestion: Double? {
    guard let best, best.loss < points[0].loss else { return nil }
    return best.rate / 10
  }

  /// Makes the test.
  ///
  /// - Parameters:
  ///   - composition: the parts; the rates take the place of its schedule, in groups with parts of their
  ///     own in proportion to their largest rates.
  ///   - task: the network and its data; the run leaves its weights useless.
  ///   - rates: the first and the last rate, above 0 and finite.
  ///   - steps: the number of rates, in `2...`.
  ///   - goesOn: asked before each step; false ends the test.
  /// - Throws: `OptimizerError` where the composition has no meaning with a rate for each step.
  public init(
    _ composition: Composition, on task: any TrainingTask, rates: ClosedRange<Double>, steps: Int,
    goesOn: () -> Bool = { true }
  ) throws(OptimizerError) {
    require(
      rates.lowerBound > 0 && rates.upperBound.isFinite && steps > 1,
      "RateRangeTest: rates must be above 0 and finite, and steps in 2..., but are \(rates) and \(steps)"
    )
    let ratio = rates.upperBound / rates.lowerBound
    let list = (0..<steps).map { rates.lowerBound * pow(ratio, Double($0) / Double(steps - 1)) }
    var risen = composition
    risen.schedule = .list(list)
    for (name, group) in composition.groups {
      let share =
        (group.schedule.peakLearningRate ?? 1) / (composition.schedule.peakLearningRate ?? 1)
      risen.groups[name]?.schedule = .list(list.map { $0 * share })
    }
    var optimizer = try Optimizer(risen)
    var task = task
    var (average, lowest) = (0.0, Double.infinity)
    for (index, rate) in list.enumerated() where goesOn() {
      average = 0.98 * average + 0.02 * task.takeGradient()
      let loss = average / (1 - pow(0.98, Double(index + 1)))
      lowest = Swift.min(lowest, loss)
      guard loss <= 4 * lowest else { return }
      points.append(Point(rate: rate, loss: loss))
      try optimizer.step(task.groups)
    }
  }
}
