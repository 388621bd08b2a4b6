import Optimization

extension ScheduleMemory {
  /// The numbers that schedules remember, by their names in a checkpoint.
  ///
  /// - Parameter groups: the names of all groups.
  /// - Returns: the numbers.
  func checkpointScalars(groups: [String]) -> [String: Double] {
    var scalars: [String: Double] = [:]
    for (place, names, numbers) in places(groups: groups) {
      for (name, number) in zip(names, numbers) { scalars["\(place)/\(name)"] = number }
    }
    return scalars
  }

  /// Takes numbers by their names in a checkpoint; others stay as they are.
  mutating func restore(_ numbers: [String: Double], groups: [String]) {
    let others = groups.filter { exceptions[$0] == nil }
    common?.restore("schedule", numbers, groups: others)
    for group in exceptions.keys {
      exceptions[group]??.restore("schedule of \(group)", numbers, groups: [group])
    }
  }

  /// Where numbers are remembered: for the schedule of all groups, for a group's own, or for a group.
  private func places(
    groups: [String]
  ) -> [(place: String, names: [String], numbers: [Double])] {
    let others = groups.filter { exceptions[$0] == nil }
    var places = common?.places("schedule", groups: others) ?? []
    for (group, follower) in exceptions {
      places += follower?.places("schedule of \(group)", groups: [group]) ?? []
    }
    return places
  }
}

extension ScheduleMemory.Follower {
  /// The names of what is remembered of metrics.
  private var metricNames: [String] { metricProgram.symbols.map(\.name) }

  fileprivate func places(
    _ place: String, groups: [String]
  ) -> [(place: String, names: [String], numbers: [Double])] {
    let names = program.keptNames
    let steps =
      program.isPerGroup
      ? groups.map { ("schedule of \($0)", names, kept(ofGroup: $0)) } : [(place, names, kept)]
    return [(place, metricNames, metrics)] + steps
  }

  fileprivate mutating func restore(_ place: String, _ numbers: [String: Double], groups: [String])
  {
    func restored(_ old: [Double], _ names: [String], _ place: String) -> [Double] {
      zip(old, names).map { numbers["\(place)/\($1)"] ?? $0 }
    }
    metrics = restored(metrics, metricNames, place)
    if program.isPerGroup {
      for group in groups {
        keptOfGroups[group] = restored(
          kept(ofGroup: group), program.keptNames, "schedule of \(group)")
      }
    } else {
      kept = restored(kept, program.keptNames, place)
    }
  }
}
