import Optimization

extension StepAverages {
  /// The averages of some reports.
  ///
  /// - Parameter reports: at least one.
  init(_ reports: [StepReport]) {
    learningRate = Self.mean(reports.map(\.learningRate)) ?? 0
    gradientNorm = Self.mean(reports.map(\.gradientNorm)) ?? 0
    updateToWeightRatio = Self.mean(reports.map(\.updateToWeightRatio)) ?? 0
    effectiveLearningRate = Self.mean(reports.map(\.effectiveLearningRate))
    decayRate = Self.mean(reports.map(\.decayRate))
    decayPerEffectiveLearningRate = Self.mean(reports.map(\.decayPerEffectiveLearningRate))
    decayWasLimited = reports.contains(where: \.decayWasLimited)
  }

  /// The mean of the numbers, or nil where one is missing.
  private static func mean(_ numbers: [Double?]) -> Double? {
    let known = numbers.compactMap { $0 }
    guard known.count == numbers.count, !known.isEmpty else { return nil }
    return known.reduce(0, +) / Double(known.count)
  }
}
