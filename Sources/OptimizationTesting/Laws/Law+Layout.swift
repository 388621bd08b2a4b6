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
  ) { composition, drawn in
    var whole = try Training(drawn, composition)
    var halves = try Training(drawn, composition, arrangement: [drawn.halvedPieces])
    return difference(try whole.run(), try halves.run())
  }

  /// Parameters move alike in any order.
  ///
  /// Does not hold for noise, which is drawn by place.
  public static let permuting = Law(
    "permuting parameters changes nothing", applies: { !$0.dependsOnPlace }
  ) { composition, drawn in
    var forward = try Training(drawn, composition)
    var backward = try Training(drawn, composition, arrangement: [drawn.wholePieces.reversed()])
    return difference(try forward.run(), try backward.run())
  }

  /// Groups of equal settings move as one group does.
  ///
  /// Does not hold for norms of a group.
  public static let partitioning = Law(
    "partitioning into groups of equal settings changes nothing",
    applies: { !$0.usesNorm(of: .group) }
  ) { composition, drawn in
    var together = try Training(drawn, composition)
    var apart = try Training(drawn, composition, arrangement: drawn.wholePieces.map { [$0] })
    return difference(try together.run(), try apart.run())
  }

  /// The size of the tiles and the number of threads change no bit.
  public static let tilesAndThreads = Law("tiles and threads change nothing") {
    composition, drawn in
    var small = try Training(drawn, composition)
    var large = try Training(drawn, composition, tile: 512)
    large.optimizer.threads = 3
    return difference(try small.run(), try large.run())
  }
}
