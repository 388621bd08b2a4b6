/// The studies that ship.
package enum Studies {
  /// All studies, in the order of their numbers.
  package static let all: [any Study] = [
    StationaryPoint(), NonConvergence(), Forgetting(), TrainingLength(), LargeBatch(),
    LateGradients(), Curves(), EarlyDecay(), Sharpness(), DrownOut(), Mixing(), TuningWidth(),
    WeightGrowth(), Language(), ReinforcementLearning(),
  ]

  /// The study of a name; nil where there is none.
  package static func named(_ name: String) -> (any Study)? { all.first { $0.card.name == name } }
}
