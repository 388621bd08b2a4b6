import Autodiff
import Foundation

/// How much of Adam's moments and steps is the objective's, and how much the penalty's, by averages of
/// gradients and weights that the study makes itself: those of Adam, Kingma and Ba, 2015, Algorithm 1, at
/// its defaults of β₁ and β₂.
struct MomentShares {
  private let beta1 = 0.9
  private let beta2 = 0.999
  private let parameters: [Parameter]
  private var step = 0
  private var elements: [Element]

  /// What is averaged of a weight.
  fileprivate struct Element {
    var weight: Double
    var gradients = 0.0
    var weights = 0.0
    var gradientSquares = 0.0
    var weightSquares = 0.0
  }

  /// Begins before the first step, with everything that is decayed.
  init(_ groups: [ParameterGroup]) {
    parameters = groups.filter { $0.decayMultiplier > 0 }.flatMap(\.parameters)
    elements = parameters.flatMap { $0.value.map { Element(weight: Double($0)) } }
  }

  /// Reads the gradients of a step, and the weights after it.
  mutating func readStep() {
    step += 1
    var index = 0
    for parameter in parameters {
      guard let gradients = parameter.gradient else {
        index += parameter.count
        continue
      }
      for (gradient, weight) in zip(gradients, parameter.value) {
        elements[index].add(gradient: Double(gradient), beta1, beta2)
        elements[index].weight = Double(weight)
        index += 1
      }
    }
  }

  /// The objective's share of the first moment, by norms, where the penalty at a rate λ is in it, too.
  func ofFirst(rate: Double) -> Double {
    let gradients = elements.reduce(0) { $0 + $1.gradients * $1.gradients }.squareRoot()
    let penalties = elements.reduce(0) { $0 + $1.weights * $1.weights }.squareRoot()
    return gradients / (gradients + rate * penalties)
  }

  /// The objective's share of the second moment, by sums, where the penalty at a rate λ is in it, too.
  func ofSecond(rate: Double) -> Double {
    let gradients = elements.reduce(0) { $0 + $1.gradientSquares }
    let penalties = elements.reduce(0) { $0 + $1.weightSquares }
    return gradients / (gradients + rate * rate * penalties)
  }

  /// The share of the weights that the last step moved farther by the penalty than by the objective,
  /// where both are in the moments: what they are divided by is the same.
  func drownedWhenCoupled(rate: Double) -> Double {
    share { rate * $0.weights.magnitude > $0.gradients.magnitude }
  }

  /// The same of decoupled decay, which takes ηλθ beside Adam's step.
  func drownedWhenDecoupled(rate: Double, epsilon: Double) -> Double {
    let corrections = (1 - pow(beta1, Double(step)), 1 - pow(beta2, Double(step)))
    return share { element in
      let root = (element.gradientSquares / corrections.1).squareRoot()
      return rate * element.weight.magnitude
        > element.gradients.magnitude / corrections.0 / (root + epsilon)
    }
  }

  private func share(where isDrowned: (Element) -> Bool) -> Double {
    Double(elements.count(where: isDrowned)) / Double(elements.count)
  }
}

extension MomentShares.Element {
  /// Moves the averages, whose weight is that before the step.
  fileprivate mutating func add(gradient: Double, _ beta1: Double, _ beta2: Double) {
    gradients += (1 - beta1) * (gradient - gradients)
    weights += (1 - beta1) * (weight - weights)
    gradientSquares += (1 - beta2) * (gradient * gradient - gradientSquares)
    weightSquares += (1 - beta2) * (weight * weight - weightSquares)
  }
}
