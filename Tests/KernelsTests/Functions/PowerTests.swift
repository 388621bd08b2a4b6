import Foundation
import Kernels
import Testing

@Suite struct PowerTests {
  @Test(arguments: [-1, -0.75, -0.25, -1 / 3, 0, 0.125, 0.3, 0.5, 1, 2.5] as [Double])
  func `A power is as close as documented`(_ p: Double) {
    for x in FunctionTests.samples where x.sign == .plus && !x.isNaN {
      let result = power(x, p)
      let exact = pow(Double(x), p)
      #expect(distanceInULP(result, exact) <= 2, "\(x)^\(p) is \(result) instead of \(exact)")
    }
    #expect(power(-1, p).isNaN && power(.nan, p).isNaN)
    #expect(power(-0.0, p) == power(0, p))
  }
}
