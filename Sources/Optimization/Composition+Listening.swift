extension Composition {
  /// Throws where a schedule that listens, or what parts read of it, has no meaning.
  func checkListening() throws(OptimizerError) {
    let lines = listeningSchedule?.lines ?? []
    let all = Set(lines.compactMap(\.symbol).filter(\.isShared))
    let early = Set(
      lines.prefix(lines.countBeforeListening).compactMap(\.symbol).filter(\.isShared))
    for (role, part) in statefulParts where !(part is any ListeningSchedule) {
      let isEarly = role.hasPrefix("transform")
      for symbol in part.sharedSymbols.sorted() where !(isEarly ? early : all).contains(symbol) {
        throw .meaningless(
          "\(type(of: part)) reads \(symbol.name), "
            + "which \(type(of: schedule)) doesn't give\(isEarly ? " before the step" : "")")
      }
    }
    guard let listeningSchedule else { return }
    if let reason = listeningSchedule.refusal(in: self) {
      throw .meaningless("\(type(of: schedule)): \(reason)")
    }
    if lines.isEmpty { return }
    try checkLines(of: listeningSchedule)
    for transform in transforms where transform.reads(.η) {
      throw .meaningless(
        "\(type(of: transform)) changes gradients by the learning rate, "
          + "but \(type(of: schedule)) makes that of the changed gradients")
    }
    if decay.entry == .gradient, decay.share.contains(.η) || decay.reads(.η) {
      throw .meaningless(
        "\(type(of: decay)) changes gradients by the learning rate, "
          + "but \(type(of: schedule)) makes that of the changed gradients")
    }
  }

  /// Throws where the lines of a schedule read what they can't, or measure anything but sums over one
  /// scope.
  private func checkLines(of schedule: any ListeningSchedule) throws(OptimizerError) {
    let own = Set(schedule.lines.compactMap(\.symbol).map(Formula.symbol))
    let known = own.union([.t, .g, .θ, .π])
    let read = (schedule.lines.map(\.formula) + [schedule.rate]).flatMap(\.symbols).sorted()
    if let unknown = read.first(where: { $0.isShared && !known.contains(.symbol($0)) }) {
      throw .meaningless(
        "\(type(of: schedule)): the lines of a schedule can't read \(unknown.name)")
    }
    let sums = schedule.lines.sums
    let isAll = sums.allSatisfy { $0.isSum(over: .all) }
    if isAll || sums.allSatisfy({ $0.isSum(over: .group) }) { return }
    throw .meaningless(
      "\(type(of: schedule)): the lines of a schedule measure sums over all groups, or over each, "
        + "but nothing else: \(sums.map(\.description).joined(separator: ", "))")
  }
}

extension StatefulComponent {
  /// The symbols that a part reads and that neither the contract nor its own lines give.
  fileprivate var sharedSymbols: Set<Formula.Symbol> {
    let others = [gain, (self as? any DecayPolicy)?.share].compactMap { $0 }
    let own = Set(lines.compactMap(\.symbol))
    let read: Set<Formula.Symbol> = (lines.map(\.formula) + others).reduce(into: []) {
      $0.formUnion($1.symbols)
    }
    return read.filter {
      $0.isShared && !own.contains($0) && !Formula.given.contains(.symbol($0))
    }
  }
}

extension Formula {
  /// The symbols that the contract gives to every part.
  fileprivate static let given: Set<Formula> = [
    .t, .η, .peak, .g, .d, .θ, .s, .R, .λ, .multiplier, .c, .gain, .pull, .rows, .columns, .axes,
    .noise, .π,
  ]
}
