import Autodiff
import Foundation
import Kernels

/// What is known of one decayed parameter after some steps, and of what the last step did to it.
public struct LayerRecord: Sendable, Hashable {
  /// The name of the parameter.
  public let name: String

  /// ‖w‖.
  public let weightNorm: Double

  /// The norm of the gradient of the loss over a large, fixed part of the training examples, without
  /// the penalty.
  public let gradientNorm: Double

  /// The length of the last step, decay included, over ‖w‖ before it; 0 where that is 0.
  public let updateToWeightRatio: Double

  /// The angle between w before and after the last step, in `0...π`; 0 where one of them is 0.
  public let updateAngle: Double
}

extension LayerRecord {
  /// The names of the columns of `cells`.
  static let header = [
    "step", "layer", "weight_norm", "gradient_norm", "update_to_weight_ratio", "update_angle",
  ]

  /// The record as a row of a table, each number with the digits that give it back exactly.
  func cells(step: Int) -> [String] {
    ["\(step)", name]
      + [weightNorm, gradientNorm, updateToWeightRatio, updateAngle].map { "\($0)" }
  }

  /// Compares a parameter with what it was before the step; its gradient is that of the training loss.
  init(_ parameter: Parameter, before: [Float]) {
    let value = parameter.value
    let weight = value.span
    var (length, oldLength, step, along) = (0.0, 0.0, 0.0, 0.0)
    for i in before.indices {
      let (w, o) = (Double(weight[i]), Double(before[i]))
      length += w * w
      oldLength += o * o
      step += (w - o) * (w - o)
      along += (w - o) * o
    }
    name = parameter.name
    weightNorm = length.squareRoot()
    gradientNorm = parameter.gradient.map { sumOfSquares($0.span).squareRoot() } ?? 0
    let oldNorm = oldLength.squareRoot()
    updateToWeightRatio = oldNorm > 0 ? step.squareRoot() / oldNorm : 0
    // By what the step is across w, since the cosine of a small angle is 1.
    let across = Swift.max(0, step - (oldNorm > 0 ? along * along / oldLength : 0)).squareRoot()
    updateAngle = oldNorm > 0 && length > 0 ? atan2(across, oldNorm + along / oldNorm) : 0
  }
}

/// The decayed parameters as they are before a step.
struct WeightsBefore {
  private let weights: [(parameter: Parameter, values: [Float])]

  init(_ groups: [ParameterGroup]) {
    weights = groups.filter { $0.decayMultiplier > 0 }.flatMap(\.parameters).map {
      ($0, Array($0.value))
    }
  }

  /// What the step has done to each.
  var layers: [LayerRecord] { weights.map { LayerRecord($0.parameter, before: $0.values) } }
}
