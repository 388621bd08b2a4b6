import Descent
import Testing

/// What `explain()` prints is what a step does: the lines, carried out, give the parameters.
@Suite struct ExplanationTests {
  static let moments: [any MomentEstimator] = [
    .gradient, .heavyBall(beta: 0.9), .heavyBall(beta: 0.8, dampening: 0.5), .nesterov(beta: 0.9),
    .exponential(beta: 0.9), .exponential(beta: 0.5, correctsBias: false),
  ]
  static let preconditioners: [any Preconditioner] = [
    .identity, .rootMeanSquare(beta: 0.9, epsilon: 1e-8),
    .rootMeanSquare(beta: 0.7, epsilon: 0.1, correctsBias: false),
    .amsgrad(beta: 0.7, epsilon: 1e-8),
  ]
  static let decays: [any DecayPolicy] = [
    .none, .l2(0.05), .decoupled(0.5), .vanilla(0.02), .stable(0.05), .stable(0.5).until(step: 4),
    .decoupled(0.5).between(2..<5), .l2(0.05).from(step: 3), .l1(0.01), .softThreshold(0.05),
    .corrected(0.5), .independent(0.05), .stable(0.05).scheduled(by: .alternating(1, 0.5)),
    .decoupled(0.5).cautious, .vanilla(0.05).toward(.start).cautious, .l2(0.5).toward(.start),
    .decoupled(0.5).toward(.average(beta: 0.5)).between(3..<5),
    .stable(0.05).until(step: 3).plus(.decoupled(0.5).from(step: 4)),
  ]

  /// A composition as a test case; its name is what the composition prints.
  struct Case: CustomTestStringConvertible, Sendable {
    let composition: Composition

    var testDescription: String {
      let lines = try? Optimizer(composition).explain().split(separator: "\n")
      return lines.map { $0.joined(separator: "; ") } ?? "meaningless"
    }
  }

  /// Every two of a moment estimator, a preconditioner and a decay.
  static let products = moments.indices.flatMap { row in
    preconditioners.indices.flatMap { column in
      decays.indices.filter { (row + column + $0).isMultiple(of: 4) }.map { place in
        Case(
          composition: Composition(
            moments: moments[row], preconditioner: preconditioners[column], decay: decays[place],
            schedule: .cosine(peak: 0.1, steps: 8).warmedUp(for: 2)))
      }
    }
  }

  @Test(arguments: products)
  func `steps as it says`(_ product: Case) throws {
    try ExplanationCheck().expect(product.composition)
  }

  static let transforms: [[any GradientTransform]] = [
    [.clip(value: 0.5)], [.clip(globalNorm: 1)], [.clip(groupNorm: 1)], [.clip(parameterNorm: 0.5)],
    [.clip(value: 0.5), .clip(globalNorm: 1)], [.clip(parameterNorm: 0.5), .clip(value: 0.2)],
    [.clip(globalNorm: 1, epsilon: 0.1)], [.clip(adaptive: 0.5)], [.centralize],
    [.clip(value: 0.5), .centralize, .clip(parameterNorm: 0.5)], [.normalize(scope: .parameter)],
    [.normalize(to: 2, scope: .all, epsilon: 0.1)], [.refuseNonFinite, .skipNonFinite],
  ]

  /// What does nothing isn't said.
  @Test func `a decay of rate 0 has no line`() {
    func lines(_ decay: any DecayPolicy) -> [Assignment] {
      Composition(
        moments: .heavyBall(beta: 0.9), preconditioner: .identity, decay: decay,
        schedule: .constant(0.1)
      ).lines
    }
    for decay in [.l2(0), .decoupled(0), .stable(0), .corrected(0)] as [any DecayPolicy] {
      #expect(lines(decay) == lines(.none), "\(decay)")
    }
  }

  @Test(arguments: transforms.indices)
  func `transforms as it says`(_ index: Int) throws {
    try ExplanationCheck().expect(
      Composition(
        transforms: Self.transforms[index], moments: .heavyBall(beta: 0.9),
        preconditioner: .identity, decay: .l2(0.01), schedule: .constant(0.1)))
  }

  private static let told = Composition.sgds(learningRate: .constant(0.1), weightDecay: 0.05)

  /// The lines of neighbours: another momentum, another start, another decay, and none.
  static let neighbours: [[Assignment]] = [
    Composition.sgds(learningRate: .constant(0.1), momentum: 0.89, weightDecay: 0.05).lines,
    told.lines.map { $0.replacing([.t .== 1: .t .== 2]) },
    Composition.sgds(learningRate: .constant(0.1), weightDecay: 0.06).lines,
    told.lines.map { $0.replacing([.η * .d + .R * .θ: .η * .d]) },
  ]

  @Test(arguments: neighbours)
  func `an altered rule is told from the true one`(_ altered: [Assignment]) throws {
    let composition = Self.told
    #expect(altered != composition.lines)
    #expect(try ExplanationCheck().firstDifference(of: composition, from: altered) != nil)
  }

  /// Blocks shorter than an axis, whose rows change their order.
  @Test(arguments: [1, 2, 3])
  func `rotations in blocks are as they say`(largestBlock: Int) throws {
    try ExplanationCheck().expect(
      .soap(learningRate: .constant(0.01), every: 1, largestBlock: largestBlock))
  }
}
