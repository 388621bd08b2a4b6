/// How long something takes, over several measurements.
package struct Timing: Sendable, Hashable, Codable {
  /// The middle of the measurements, in seconds.
  package let median: Double

  /// The shortest and the longest, in seconds.
  package let shortest: Double
  package let longest: Double

  /// The number of measurements.
  package let count: Int

  /// Sums up some measurements.
  ///
  /// - Parameter seconds: the measurements, at least one.
  package init(_ seconds: [Double]) {
    let sorted = seconds.sorted()
    let middle = sorted.count / 2
    median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    shortest = sorted[0]
    longest = sorted[sorted.count - 1]
    count = sorted.count
  }

  /// Measures a body: once to warm up, then often enough for seven measurements of two milliseconds.
  ///
  /// - Parameters:
  ///   - limit: the seconds after which no further measurement begins, once there are three.
  ///   - body: what is measured; it is called many times.
  package init(limit: Double = 5, of body: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    let once = try clock.measure(body).seconds
    let repeats = Int((0.002 / Swift.max(once, 1e-9)).rounded(.up))
    var seconds: [Double] = []
    while seconds.count < 3 || seconds.count < 7 && seconds.reduce(0, +) * Double(repeats) < limit {
      let time = try clock.measure { for _ in 0..<repeats { try body() } }.seconds
      seconds.append(time / Double(repeats))
    }
    self.init(seconds)
  }
}

extension Duration {
  /// The duration in seconds.
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
