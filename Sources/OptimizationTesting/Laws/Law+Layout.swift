import Optimization

/// What holds however the parameters are arranged.
///
/// A sum over all elements (the norm of a clip, the mean of a second moment) may be added up in
/// another order: its last bit in double precision may differ, and rounding to `Float` hides that in
/// all but about one of 2²⁸ cases.
extension Law {
  /// Two halves of a parameter move as the whole does.
  ///
  /// Does not hold for parts that see whole parameters (trust ratios, Muon, Shampoo, Adafactor), nor
  /// for norms of a parameter.
  public static let splitting = Law(
    "splitting a parameter changes nothing", applies: \.worksElementByElement
  ) { trial in
    var setting = TrainingSetting()
    setting.groups = [.init(trial.drawn.halvedPieces)]
    var halves = try Training(trial.drawn, trial.composition, setting)
    return difference(trial.plain, try halves.run())
  }

  /// Parameters move alike in any order.
  ///
  /// Does not hold for noise, which is drawn by place.
  public static let permuting = Law(
    "permuting parameters changes nothing", applies: { !$0.dependsOnPlace }
  ) { trial in
    var setting = TrainingSetting()
    setting.groups = [.init(trial.drawn.wholePieces.reversed())]
    var backward = try Training(trial.drawn, trial.composition, setting)
    return difference(trial.plain, try backward.run())
  }

  /// Groups of equal settings move as one group does.
  ///
  /// Does not hold for norms and sums of a group.
  public static let partitioning = Law(
    "partitioning into groups of equal settings changes nothing",
    applies: { !$0.usesNorm(of: .group) && !$0.usesSums(of: .group) }
  ) { trial in
    var setting = TrainingSetting()
    setting.groups = trial.drawn.wholePieces.map { .init([$0]) }
    var apart = try Training(trial.drawn, trial.composition, setting)
    return difference(trial.plain, try apart.run())
  }

  /// The size of the tiles, the number of threads and what is measured change no bit.
  ///
  /// Where norms are measured, all parts run one after the other; elsewhere some run in one loop.
  public static let tilesAndThreads = Law(
    "tiles, threads and measured norms change nothing"
  ) { trial in
    var setting = TrainingSetting()
    setting.tile = 512
    setting.threads = 3
    setting.norms = .every(1)
    var large = try Training(trial.drawn, trial.composition, setting)
    return difference(trial.plain, try large.run())
  }
}
