import Training

/// The sentences that the numbers of a comparison support, and no more.
///
/// Policies are compared seed by seed: equal seeds mean equal data and equal first weights, so that
/// what the seed does falls out of the difference. A difference counts when the 95 % interval of its
/// mean (Student's t) leaves out 0. No correction is made for asking several questions.
struct ComparisonVerdict {
  let outcome: ComparisonOutcome

  /// What is compared: its name, its value, and how a difference is printed.
  struct Quantity {
    let name: String
    let unit: String
    let decimals: Int
    let value: (TrainingRecord) -> Double
  }

  /// The sentences.
  var sentences: [String] {
    let error = Quantity(name: "Test error", unit: " points", decimals: 2) { $0.testError * 100 }
    let gradient = Quantity(name: "Final gradient norm", unit: "", decimals: 3) { $0.gradientNorm }
    let sentences = [
      against(0, error), lead(error), against(0, gradient), stableAgainstDecoupled(gradient),
    ].compactMap { $0 }
    return sentences.isEmpty ? [Self.nothing] : sentences
  }

  private static let nothing = """
    Fewer than three seeds say too little about the spread, so the table supports no claim; take \
    --seeds 3 or more.
    """

  /// Every other policy against one.
  private func against(_ baseline: Int, _ quantity: Quantity) -> String? {
    var groups: [(words: String, policies: [String])] = [
      ("lower with", []), ("higher with", []), ("no difference beyond noise with", []),
    ]
    for policy in outcome.policies.indices where policy != baseline {
      guard let difference = difference(policy, baseline, quantity) else { continue }
      let name = outcome.policies[policy].name
      groups[difference.direction].policies.append("\(name) (\(difference.text))")
    }
    let parts = groups.filter { !$0.policies.isEmpty }.map { group in
      "\(group.words) \(group.policies.joined(separator: ", "))"
    }
    if parts.isEmpty { return nil }
    let name = outcome.policies[baseline].name
    return "\(quantity.name) against \(name): \(parts.joined(separator: "; "))."
  }

  /// The policy with the lowest mean, and whether its lead over the next is more than noise.
  private func lead(_ quantity: Quantity) -> String? {
    let means = outcome.policies.indices.compactMap { policy in
      outcome.final(policy, quantity.value).map { (policy: policy, mean: $0.mean) }
    }.sorted { $0.mean < $1.mean }
    guard means.count > 1,
      let difference = difference(means[0].policy, means[1].policy, quantity)
    else { return nil }
    let first = outcome.policies[means[0].policy].name
    let second = outcome.policies[means[1].policy].name
    let judgement = difference.direction == 0 ? "beyond noise" : "within the noise"
    return "Lowest mean: \(first); its distance to \(second), the next, is \(judgement) "
      + "(\(difference.text))."
  }

  private func stableAgainstDecoupled(_ quantity: Quantity) -> String? {
    let names = outcome.policies.map(\.name)
    guard let stable = names.firstIndex(of: "stable"),
      let decoupled = names.firstIndex(of: "decoupled"),
      let difference = difference(stable, decoupled, quantity)
    else { return nil }
    let judgement = ["lower", "higher", "no different beyond noise"][difference.direction]
    return "\(quantity.name) of stable against decoupled: \(judgement) (\(difference.text))."
  }

  /// The difference of two policies; its direction is 0 for lower, 1 for higher, 2 for neither.
  private func difference(
    _ first: Int, _ second: Int, _ quantity: Quantity
  ) -> (direction: Int, text: String)? {
    // Two differences can be equal by chance, and would then seem to have no noise at all.
    guard let pair = outcome.paired(first, second, quantity.value), pair.first.values.count > 2
    else { return nil }
    let differences = pair.first.differences(to: pair.second)
    guard let half = differences.halfInterval() else { return nil }
    let mean = differences.mean
    let size = mean.magnitude.text(decimals: quantity.decimals)
    // What is printed as 0 has no sign.
    let sign = Double(size) == 0 ? "" : mean < 0 ? "−" : "+"
    let text =
      "\(sign)\(size) ± \(half.text(decimals: quantity.decimals))\(quantity.unit)"
    return (mean + half < 0 ? 0 : mean - half > 0 ? 1 : 2, text)
  }
}
