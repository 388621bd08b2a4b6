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
