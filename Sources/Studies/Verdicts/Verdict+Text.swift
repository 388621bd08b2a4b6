import Training

extension Verdict {
  /// The verdict in a sentence, with interval, number of seeds and smallest size that matters.
  package var sentence: String {
    let head = word.rawValue.prefix(1).uppercased() + word.rawValue.dropFirst()
    let body =
      switch (controls.first { !$0.passes }, answer.parts.isEmpty) {
      case (let failed?, _): failed.text
      case (nil, true): answer.conditionText
      case (nil, false): answer.parts.map(\.text).joined(separator: "; ")
      }
    let weak = controls.filter { $0.passes && $0.isWeak }.map(\.name)
    let note = weak.isEmpty ? "" : " Weak control: \(weak.joined(separator: ", "))."
    return "\(head): \(body).\(note)"
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
      "must be \(range.lowerBound.text())"
    case (true, true):
      "must be in \(range.lowerBound.text(digits: 4))...\(range.upperBound.text(digits: 4))"
    case (false, true): "must be at most \(range.upperBound.text(digits: 4))"
    case (true, false): "must be at least \(range.lowerBound.text(digits: 4))"
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
    if estimate.values.isEmpty { return "not there" }
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
