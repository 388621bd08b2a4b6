import Testing
import Training

@Suite struct RelationsTests {
  @Test func tauCountsPairs() {
    #expect(kendallTau([1, 2, 3, 4], [10, 20, 30, 40]) == 1)
    #expect(kendallTau([1, 2, 3, 4], [4, 3, 2, 1]) == -1)
    // One of three pairs is turned around.
    #expect(kendallTau([1, 2, 3], [1, 3, 2]) == 1.0 / 3)
    // Of three pairs one is tied.
    #expect(kendallTau([1, 1, 2], [1, 2, 3]) == 2.0 / 3)
    #expect(kendallTau([1, 2, .infinity], [0, 1, 2]) == 1)
  }

  @Test func slopeOfALineAndOfNoise() {
    #expect(abs(slope(of: [1, 0.5, 0, -0.5], on: [0, 1, 2, 3]) + 0.5) < 1e-15)
    // Σ(x−1)(y−2)/Σ(x−1)² by hand: (−1)(−1) + 0 + 1·0 over 2.
    #expect(slope(of: [1, 3, 2], on: [0, 1, 2]) == 0.5)
  }
}

@Suite struct LowestPointTests {
  private let places = [-4.0, -3.5, -3, -2.5, -2, -1.5, -1]

  @Test(arguments: [-3.2, -2.5, -1.9])
  func aParabolaIsFound(place: Double) {
    let values = places.map { 1 + 0.3 * ($0 - place) * ($0 - place) }
    #expect(abs(lowestPoint(of: values, at: places) - place) < 1e-9)
  }

  @Test func anEndIsNotLeft() {
    #expect(lowestPoint(of: [7, 6, 5, 4, 3, 2, 1], at: places) == -1)
    #expect(lowestPoint(of: [1, 2, 3, 4, 5, 6, 7], at: places) == -4)
    // The parabola would be lowest at −4.36.
    #expect(lowestPoint(of: [1, 1.1, 1.4, 1.9, 2.6, 4, 5], at: places) == -4)
    // A hill has no lowest point inside.
    #expect(lowestPoint(of: [1, 3, 4, 4.5, 4, 3, 2], at: places) == -4)
  }
}
