import Optimization

extension FollowedMetrics {
  /// The numbers that schedules remember of a metric, by their names in a checkpoint.
  var checkpointScalars: [String: Double] {
    var scalars = common?.named("schedule") ?? [:]
    for (group, follower) in exceptions {
      let own = follower?.named("schedule of \(group)") ?? [:]
      scalars.merge(own) { first, _ in first }
    }
    return scalars
  }

  /// Takes numbers by their names in a checkpoint; others stay as they are.
  mutating func restore(_ numbers: [String: Double]) {
    common?.restore("schedule", numbers)
    for group in exceptions.keys { exceptions[group]??.restore("schedule of \(group)", numbers) }
  }
}

extension FollowedMetrics.Follower {
  fileprivate func named(_ place: String) -> [String: Double] {
    let names = schedule.stateScalars.map { "\(place)/\($0.name)" }
    return Dictionary(zip(names, scalars)) { first, _ in first }
  }

  fileprivate mutating func restore(_ place: String, _ numbers: [String: Double]) {
    for (index, scalar) in schedule.stateScalars.enumerated() {
      if let number = numbers["\(place)/\(scalar.name)"] { scalars[index] = number }
    }
  }
}
