package import Training

extension ComparisonOutcome {
  /// The last numbers of every policy: mean ± deviation over the seeds.
  package var table: Table {
    var table = Table(header: [
      "policy", "runs", "test error %", "test loss", "training loss", "gradient norm",
      "weight norm", "update/weight",
    ])
    for policy in policies.indices { table.append(row(policy)) }
    return table
  }

  /// What the table shows, for below it.
  package static let tableNote =
    "mean ± standard deviation over the seeds, at the end of training; update/weight is the mean "
    + "over all steps"

  /// The sentences that the numbers support, and no more.
  package var verdict: [String] { ComparisonVerdict(outcome: self).sentences }

  private func row(_ policy: Int) -> [String] {
    let diverged = divergedCount(policy)
    let count = "\(usable(policy).count)" + (diverged > 0 ? ", \(diverged) diverged" : "")
    return [policies[policy].name, count]
      + [
        cell(final(policy) { $0.testError * 100 }, decimals: 2),
        cell(final(policy, \.testLoss), decimals: 3),
        cell(final(policy, \.trainingLoss), decimals: 3),
        cell(final(policy, \.gradientNorm), decimals: 3),
        cell(final(policy, \.weightNorm), decimals: 2),
        average(policy, \.steps.updateToWeightRatio).map { $0.mean.text() } ?? "–",
      ]
  }

  private func cell(_ sample: Sample?, decimals: Int) -> String {
    guard let sample else { return "–" }
    let mean = sample.mean.text(decimals: decimals)
    if sample.values.count == 1 { return mean }
    return "\(mean) ± \(sample.deviation.text(decimals: decimals))"
  }
}
