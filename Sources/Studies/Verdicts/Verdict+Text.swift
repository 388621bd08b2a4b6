import Training

extension Verdict {
  /// The verdict in a sentence, with interval, number of seeds and smallest size that matters.
  package var sentence: String {
    "\(word.capitalized): \(reasons.joined(separator: "; ")).\(note)"
  }

  /// What decides: the control that failed, each number that was asked for, or how many inequalities
  /// hold.
  package var reasons: [String] {
    if let failed = controls.first(where: { !$0.passes }) { return [failed.text] }
    return answer.parts.isEmpty ? [answer.conditionText] : answer.parts.map(\.text)
  }

  /// Where changes of a gradient's norm come from, a line each.
  package var parts: [String] { answer.parts.compactMap(\.evidence.partsText) }

  /// The controls that could hardly have failed.
  package var note: String {
    let weak = controls.filter { $0.passes && $0.isWeak }.map(\.name)
    return weak.isEmpty ? "" : " Weak control: \(weak.joined(separator: ", "))."
  }
}

extension Answer {
  /// How many inequalities hold, and which don't.
  fileprivate var conditionText: String {
    let failed = conditions.filter { !$0.holds || $0.values.isEmpty }
    if failed.isEmpty { return "all \(conditions.count) inequalities hold" }
    return failed.map { "\($0.name) \($0.demand), but is \($0.valueText)" }.joined(separator: "; ")
  }
}

extension Control.Outcome {
  /// What failed, and by which numbers.
  fileprivate var text: String {
    if let evidence {
      return "\(complaint): \(evidence.contrast.name) is \(evidence.text), asked: \(demand)"
        + evidence.unitText
    }
    let failed = conditions.filter { !$0.holds }
    let numbers = failed.map { "\($0.name) \($0.demand), but is \($0.valueText)" }
    return ([complaint] + numbers).joined(separator: ": ")
  }
}

extension Condition.Outcome {
  /// Where the numbers must lie: `must be in 0.9...1.1`.
  package var demand: String {
    switch (range.lowerBound.isFinite, range.upperBound.isFinite) {
    case (true, true) where range.lowerBound == range.upperBound:
      "must be \(range.lowerBound.shortText(digits: 6))"
    case (true, true):
      "must be in \(range.lowerBound.shortText(digits: 6))...\(range.upperBound.shortText(digits: 6))"
    case (false, true): "must be at most \(range.upperBound.shortText(digits: 6))"
    case (true, false): "must be at least \(range.lowerBound.shortText(digits: 6))"
    case (false, false): "must be finite"
    }
  }

  /// The number, or the smallest and the largest of several.
  package var valueText: String {
    guard let low = values.min(), let high = values.max() else { return "not there" }
    if low == high { return low.text(digits: 4) }
    return "\(low.text(digits: 4)) to \(high.text(digits: 4))"
  }
}

extension Answer.Part {
  /// The number with its interval, what was asked, and what would decide it.
  fileprivate var text: String {
    let estimate = evidence.estimate
    let need = demand.isEmpty ? "" : ", asked: \(demand)\(evidence.unitText)"
    if !evidence.hasNumbers {
      let seeds = evidence.missing > 0 ? " in \(evidence.missing) seeds" : ""
      return "\(evidence.contrast.name) has no number\(seeds)\(need)"
    }
    return "\(evidence.contrast.name) is \(evidence.text)\(need)\(note(on: estimate))"
  }

  private func note(on estimate: Estimate) -> String {
    if evidence.isTooSparse { return ", but \(evidence.missing) seeds have no number" }
    switch word {
    case .undecided:
      let direction = estimate.low > 0 ? ", direction clear, size not" : ""
      let needed = smallest > 0 ? estimate.seedsNeeded(for: smallest) : nil
      let more = needed.flatMap { $0 > evidence.seeds.count ? $0 : nil }
      return direction + (more.map { ", would need n = \($0)" } ?? "")
    case .tooSmall where estimate.low > 0: return ", on the claimed side of 0"
    case .tooSmall where estimate.high < 0: return ", on the other side of 0"
    default: return ""
    }
  }
}

extension Contrast.Evidence {
  /// The number with its interval and the number of seeds.
  package var text: String {
    let estimate = estimate
    if !hasNumbers { return "not there" }
    let interval =
      estimate.low.isFinite || estimate.high.isFinite
      ? "interval \(estimate.low.text()) to \(estimate.high.text())" : "no interval"
    let runs = diverged.filter { $0.value > 0 }.sorted { $0.key < $1.key }
      .map { ", \($0.value) of \($0.key) diverged" }.joined()
    return "\(estimate.center.text())\(unitText) (\(interval), n = \(seeds.count)\(runs))"
  }

  /// The unit, behind a blank.
  var unitText: String { contrast.unit.isEmpty ? "" : " \(contrast.unit)" }
}
