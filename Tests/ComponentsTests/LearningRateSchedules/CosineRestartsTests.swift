import Descent
import Testing

@Suite struct CosineRestartsTests {
  /// Logarithms of whole powers are rounded to either side.
  @Test(arguments: 1...12)
  func `every cycle begins at the peak, and ends before`(multiplier: Int) {
    let rate = CosineRestarts.cosineRestarts(peak: 0.5, steps: 3, multiplier: multiplier, end: 0.1)
    var (first, length) = (1, 3)
    for cycle in 0..<5 {
      #expect(abs(rate.learningRate(at: first) - 0.5) < 1e-9, "cycle \(cycle)")
      #expect(rate.learningRate(at: first + length - 1) < 0.3, "cycle \(cycle)")
      first += length
      length *= multiplier
    }
  }
}
