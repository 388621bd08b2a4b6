import Testing

@testable import DistributedTraining

@Suite struct GradientTrafficTests {
  private func traffic(_ sending: Duration, _ waiting: Duration) -> GradientTraffic {
    var traffic = GradientTraffic()
    (traffic.steps, traffic.bytes) = (4, 8_000_000)
    (traffic.sending, traffic.waiting) = (sending, waiting)
    return traffic
  }

  /// Whatever is not waited for is hidden; waiting can take longer than sending, but hides nothing then.
  @Test(arguments: [
    (Duration.seconds(2), Duration.seconds(0.5), 0.75), (.seconds(2), .zero, 1),
    (.seconds(2), .seconds(2), 0), (.seconds(2), .seconds(3), 0), (.zero, .zero, 0),
    (.zero, .seconds(1), 0),
  ])
  func `what is not waited for is hidden`(sending: Duration, waiting: Duration, share: Double) {
    #expect(traffic(sending, waiting).hiddenShare == share)
  }

  @Test func `bytes and times are those of a step`() {
    #expect(
      traffic(.seconds(2), .seconds(0.5)).description.hasPrefix(
        "each rank sent 2.00 MB a step in 500 ms, 75 % of them while gradients were computed"))
    var none = GradientTraffic()
    none.bytes = 3_000_000
    #expect(none.description.hasPrefix("each rank sent 3.00 MB a step in 0 ms, 0 % of them"))
  }
}
