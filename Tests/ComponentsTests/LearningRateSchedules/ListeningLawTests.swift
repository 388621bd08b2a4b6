import Descent
import OptimizationTesting
import Testing

/// What holds for schedules that listen, with the parts that go with them.
@Suite struct ListeningLawTests {
  /// A composition as a test case.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let composition: Composition

    var testDescription: String { name }
  }

  private static let decays: [(String, any DecayPolicy)] = [
    ("no decay", .none), ("L2", .l2(0.05)), ("decoupled", .decoupled(0.1)),
    ("stable", .stable(0.1).until(step: 3)), ("vanilla", .vanilla(0.01)),
  ]

  static let cases = decays.flatMap { name, decay in
    [
      Case(name: "DoG, \(name)", composition: .dog(learningRate: falling, decay: decay)),
      Case(
        name: "DoG from afar, \(name)",
        composition: .dog(
          learningRate: .constant(1), initialDistance: 0.1, epsilon: 0.25, decay: decay)),
      Case(name: "Polyak, \(name)", composition: .polyak(learningRate: falling, decay: decay)),
      Case(name: "MoMo, \(name)", composition: .momo(learningRate: falling, decay: decay)),
      Case(
        name: "Prodigy, \(name)",
        composition: .prodigy(learningRate: falling, initialDistance: 0.01, decay: decay)),
      Case(
        name: "Prodigy, safeguarded, \(name)",
        composition: .prodigy(
          learningRate: falling, beta1: 0.5, beta2: 0.5, initialDistance: 0.01, coefficient: 2,
          growth: 1.5, safeguardsWarmUp: true, decay: decay)),
      Case(
        name: "D-Adaptation SGD, \(name)",
        composition: .dadaptSGD(
          learningRate: falling, momentum: 0.5, initialDistance: 0.01, decay: decay)),
      Case(
        name: "D-Adaptation Adam, \(name)",
        composition: .dadaptAdam(
          learningRate: falling, beta2: 0.5, initialDistance: 0.01, growth: 1.5, decay: decay)),
    ]
  }

  private static let falling: CosineDecay = .cosine(peak: 1, steps: 4, end: 0.25)

  @Test(arguments: cases)
  func `it keeps the laws`(_ value: Case) throws {
    let laws = CompositionLaws(
      Law.all + [.recipesSurvive(in: .standard)], cases: 2, largest: 5_000)
    let count = try laws.check(value.composition)
    #expect(count > 15)
  }
}
