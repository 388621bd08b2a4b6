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

  /// Takes the numbers that a file holds; others stay as they are.
  mutating func restore(_ value: (String) -> Double?) {
    common?.restore("schedule", value)
    for group in exceptions.keys { exceptions[group]??.restore("schedule of \(group)", value) }
  }
}

extension FollowedMetrics.Follower {
  fileprivate func named(_ place: String) -> [String: Double] {
    let names = schedule.stateScalars.map { "\(place)/\($0.name)" }
    return Dictionary(zip(names, scalars)) { first, _ in first }
  }

  fileprivate mutating func restore(_ place: String, _ value: (String) -> Double?) {
    for (index, scalar) in schedule.stateScalars.enumerated() {
      if let number = value("\(place)/\(scalar.name)") { scalars[index] = number }
    }
  }
}
