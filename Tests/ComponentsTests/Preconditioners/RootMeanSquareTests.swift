import Descent
import Foundation
import Testing

@Suite struct RootMeanSquareTests {
  @Test(arguments: ReferenceCase.cases(from: "optax", callees: ["optax.adam"]))
  func `has optax's epsilon inside the root`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    guard !settings.isOn("nesterov") else { return }
    func composition(_ outside: Double, _ inside: Double) -> Composition {
      Composition(
        moments: .exponential(beta: settings["beta1"]),
        preconditioner: .rootMeanSquare(
          beta: settings["beta2"], epsilon: outside, epsilonInRoot: inside),
        decay: .none, schedule: reference.schedule)
    }
    let outside = settings["epsilon"]
    let inside = settings["epsilonInside"]
    try ReferenceCheck(reference: reference).expect(
      composition(outside, inside),
      notMistakenFor: inside > 0 ? [composition(outside + inside, 0), composition(0, 0)] : [])
  }

  @Test(
    arguments: ReferenceCase.cases(from: "optax", callees: ["optax.rmsprop"]).filter {
      ($0.settings.numbers["momentum"] ?? 0) == 0
    })
  func `is optax's RMSprop`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    func composition(inside: Bool, corrected: Bool, start: Double) -> Composition {
      let epsilon = settings["epsilon"]
      return Composition(
        moments: .gradient,
        preconditioner: .rootMeanSquare(
          beta: settings["beta"], epsilon: inside ? 0 : epsilon,
          epsilonInRoot: inside ? epsilon : 0, correctsBias: corrected,
          centered: settings.isOn("centered"), start: start),
        decay: .none, schedule: reference.schedule)
    }
    let inside = settings.isOn("epsilonInsideRoot")
    let corrected = settings.isOn("biasCorrection")
    let start = settings["initialScale"]
    var neighbours = [
      composition(inside: inside, corrected: !corrected, start: start),
      composition(inside: inside, corrected: corrected, start: 1 - start),
    ]
    if settings["epsilon"] > 1e-3 {
      neighbours.append(composition(inside: !inside, corrected: corrected, start: start))
    }
    try ReferenceCheck(reference: reference).expect(
      composition(inside: inside, corrected: corrected, start: start), notMistakenFor: neighbours)
  }

  @Test(
    arguments: ReferenceCase.cases(from: "torch", callees: ["torch.optim.RMSprop"])
      + ReferenceCase.cases(from: "timm", callees: ["timm.optim.RMSpropTF"]))
  func `is PyTorch's and TensorFlow's RMSprop`(_ reference: ReferenceCase) throws {
    let settings = reference.settings
    guard settings["momentum"] == 0 else { return }
    let isTensorFlow = reference.callee == "timm.optim.RMSpropTF"
    func composition(centered: Bool, start: Double) -> Composition {
      let epsilon = settings["epsilon"]
      return Composition(
        moments: .gradient,
        preconditioner: .rootMeanSquare(
          beta: settings["beta"], epsilon: isTensorFlow ? 0 : epsilon,
          epsilonInRoot: isTensorFlow ? epsilon : 0, correctsBias: false, centered: centered,
          start: start),
        decay: .l2(settings["weightDecay"]), schedule: reference.schedule)
    }
    let start = isTensorFlow ? 1.0 : 0
    let centered = settings.isOn("centered")
    try ReferenceCheck(reference: reference).expect(
      composition(centered: centered, start: start),
      notMistakenFor: [
        composition(centered: !centered, start: start),
        composition(centered: centered, start: 1 - start),
      ])
  }

  @Test(arguments: GradientSeries.squarable)
  func `divides as Adam, Algorithm 1`(_ series: GradientSeries) {
    let rows = rescaled(by: .rootMeanSquare(beta: 0.99, epsilon: 1e-8), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 0.0
        return gradients.enumerated().map { index, g in
          v = 0.99 * v + (1 - 0.99) * g * g
          return g / ((v / (1 - pow(0.99, Double(index + 1)))).squareRoot() + 1e-8)
        }
      })
  }

  @Test(arguments: GradientSeries.squarable)
  func `divides as Adam with epsilon-hat, section 2`(_ series: GradientSeries) {
    let rows = rescaled(
      by: .rootMeanSquare(beta: 0.99, epsilon: 0.01, correctsEpsilon: true), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 0.0
        return gradients.enumerated().map { index, g in
          v = 0.99 * v + (1 - 0.99) * g * g
          return g * (1 - pow(0.99, Double(index + 1))).squareRoot() / (v.squareRoot() + 0.01)
        }
      })
  }

  @Test(arguments: GradientSeries.squarable)
  func `divides as RMSprop from 1 with epsilon inside`(_ series: GradientSeries) {
    let rows = rescaled(
      by: .rootMeanSquare(
        beta: 0.9, epsilon: 0, epsilonInRoot: 0.01, correctsBias: false, start: 1), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 1.0
        return gradients.map { g in
          v = 0.9 * v + (1 - 0.9) * g * g
          return g / (v + 0.01).squareRoot()
        }
      })
  }

  @Test(arguments: GradientSeries.squarable)
  func `divides as Graves, the mean subtracted`(_ series: GradientSeries) {
    let rows = rescaled(
      by: .rootMeanSquare(
        beta: 0.9, epsilon: 0, epsilonInRoot: 1e-4, correctsBias: false, centered: true), series)
    expect(
      rows,
      areNear: eachElement(series) { gradients in
        var v = 0.0
        var a = 0.0
        return gradients.map { g in
          v = 0.9 * v + (1 - 0.9) * g * g
          a = 0.9 * a + (1 - 0.9) * g
          return g / (v - a * a + 1e-4).squareRoot()
        }
      })
  }
}
