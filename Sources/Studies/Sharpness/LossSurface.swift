package import Autodiff
import Kernels
package import Training

/// The loss over a fixed part of the training examples, around where the decayed weights of a task are.
///
/// What is asked of it puts the weights back, to the last bit. Batch norm uses the batch: there are no
/// statistics that would belong to other weights.
package final class LossSurface {
  /// The task; nothing else may train it meanwhile.
  private var task: any TrainingTask

  /// The weights that are moved: those that are decayed.
  package let weights: [Parameter]

  /// A number for each element of each weight.
  package typealias Direction = [[Float]]

  /// Looks at a task where it stands.
  ///
  /// - Parameter task: at least one of its groups is decayed.
  package init(_ task: any TrainingTask) {
    self.task = task
    weights = task.groups.filter { $0.decayMultiplier > 0 }.flatMap(\.parameters)
  }

  /// ‖w‖ of each weight.
  package var norms: [Double] { weights.map { sumOfSquares($0.value.span).squareRoot() } }

  /// The loss, away from where the weights are.
  ///
  /// - Parameter direction: what is added to the weights; nothing where left out.
  /// - Returns: the loss.
  package func loss(at direction: Direction? = nil) -> Double {
    moved(by: direction) { task.measureTraining().loss }
  }

  /// The gradient of the loss by the weights, away from where they are.
  ///
  /// - Parameter direction: what is added to the weights; nothing where left out.
  /// - Returns: a number for each element.
  package func gradient(at direction: Direction? = nil) -> Direction {
    moved(by: direction) {
      _ = task.measureTraining()
      return weights.map { $0.gradient.map(Array.init) ?? [Float](repeating: 0, count: $0.count) }
    }
  }

  private func moved<Result>(by direction: Direction?, _ body: () -> Result) -> Result {
    guard let direction else { return body() }
    let before = weights.map { Array($0.value) }
    for (weight, change) in zip(weights, direction) {
      weight.value.update(zip(weight.value, change).map(+))
    }
    defer { for (weight, values) in zip(weights, before) { weight.value.update(values) } }
    return body()
  }
}

@available(*, unavailable)
extension LossSurface: Sendable {}

/// What lengths are measured in.
package enum LengthUnit: Sendable, CaseIterable {
  /// The same for all weights: not what a scale-invariant network knows.
  case absolute
  /// Of each weight its own norm.
  case relative
}

extension LossSurface {
  /// The unit of each weight.
  func units(_ unit: LengthUnit) -> [Double] {
    unit == .relative ? norms : [Double](repeating: 1, count: weights.count)
  }
}

extension LossSurface.Direction {
  /// The sum of the products with another direction.
  func dot(_ other: Self) -> Double {
    var sum = 0.0
    for (row, otherRow) in zip(self, other) {
      for (x, y) in zip(row, otherRow) { sum += Double(x) * Double(y) }
    }
    return sum
  }

  /// Each row times a number of its own.
  func scaled(_ factors: [Double]) -> Self {
    zip(self, factors).map { row, factor in row.map { Float(factor * Double($0)) } }
  }

  /// All rows times a number.
  func scaled(_ factor: Double) -> Self { scaled([Double](repeating: factor, count: count)) }
}
