import Descent
import Testing

/// Transforms of other libraries, before their SGD or AdamW.
@Suite struct TransformReferenceTests {
  private typealias Transforms = [any GradientTransform]

  static let names: Set<String> = [
    "Clip by value", "Clip by global norm", "Clip by norm of the group",
    "Clip by norm of the parameter", "Centralize", "Normalize by global norm", "Adaptive clip",
    "GrokFast",
  ]

  static func cases(from library: String) -> [ReferenceCase] {
    ReferenceCase.cases(from: library, wrapped: true).filter { names.contains(kind($0)) }
  }

  private static func kind(_ reference: ReferenceCase) -> String {
    reference.name.split(separator: ", ").first.map(String.init) ?? ""
  }

  /// The same transform, and others that must be told from it.
  private func transforms(
    _ reference: ReferenceCase, epsilon: Double
  ) throws -> (same: Transforms, others: [Transforms]) {
    let s = reference.settings
    switch Self.kind(reference) {
    case "Clip by value":
      return ([.clip(value: s["maximum"])], [[.clip(parameterNorm: s["maximum"])]])
    case "Clip by global norm":
      return (
        [.clip(globalNorm: s["maximumNorm"], epsilon: epsilon)],
        [[.clip(groupNorm: s["maximumNorm"])], [.clip(globalNorm: 1.5 * s["maximumNorm"])]]
      )
    case "Clip by norm of the group":
      return (
        [.clip(groupNorm: s["maximumNorm"])],
        [[.clip(globalNorm: s["maximumNorm"])], [.clip(parameterNorm: s["maximumNorm"])]]
      )
    case "Clip by norm of the parameter":
      // Each parameter is a group of its own there.
      return (
        [.clip(parameterNorm: s["maximumNorm"])], [[.clip(globalNorm: s["maximumNorm"])]]
      )
    case "GrokFast":
      return (
        [.amplifySlow(alpha: s["alpha"], strength: s["strength"])],
        [[.amplifySlow(alpha: 0.75, strength: s["strength"])]]
      )
    case "Centralize":
      return ([.centralize], [])
    case "Normalize by global norm":
      return (
        [.normalize(scope: .all, epsilon: s["epsilon"])],
        [[.normalize(scope: .group, epsilon: s["epsilon"])], [.normalize(scope: .all)]]
      )
    default:
      let (limit, epsilon) = (s["largestShare"], s["smallestNorm"])
      return (
        [.clip(adaptive: limit, epsilon: epsilon)],
        [[.clip(adaptive: limit, epsilon: epsilon + 1)], [.clip(parameterNorm: limit)]]
      )
    }
  }

  private func composition(_ reference: ReferenceCase, _ transforms: Transforms) -> Composition {
    let s = reference.settings
    var composition =
      s.numbers["beta1"] == nil
      ? Composition.sgd(
        learningRate: reference.schedule, momentum: s.numbers["momentum"] ?? 0)
      : .adamw(
        learningRate: reference.schedule, beta1: s["beta1"], beta2: s["beta2"],
        epsilon: s["epsilon"], weightDecay: s["weightDecay"])
    composition.transforms = transforms
    return composition
  }

  @Test(arguments: ["optax", "torch", "timm", "pytorch_optimizer"])
  func `is the other library's`(_ library: String) throws {
    // optax takes the means of gradients over other axes than the paper, PyTorch and we do.
    let cases = Self.cases(from: library).filter {
      !(library == "optax" && Self.kind($0) == "Centralize")
    }
    #expect(!cases.isEmpty)
    for reference in cases {
      let (same, others) = try transforms(reference, epsilon: library == "torch" ? 1e-6 : 0)
      try ReferenceCheck(reference: reference).expect(
        composition(reference, same),
        notMistakenFor: ([[]] + others).map { composition(reference, $0) })
    }
  }

  @Test func `a clip that never acts changes nothing`() throws {
    let reference = try #require(
      ReferenceCase.cases(from: "optax", wrapped: true).first { $0.name.contains("never acts") })
    let clip: Transforms = [.clip(globalNorm: reference.settings["maximumNorm"])]
    let difference = try ReferenceCheck(reference: reference)
      .firstDifference(of: composition(reference, clip))
    #expect(difference == nil)
  }
}
