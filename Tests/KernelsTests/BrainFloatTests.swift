import Kernels
import Testing

@Suite struct BrainFloatTests {
  private func rounded(_ number: Float, keys: Range<UInt32>) -> [Float] {
    let source = Storage(count: 4)
    let (halves, back) = (Block<UInt16>(count: 4), Storage(count: 4))
    return keys.flatMap { key in
      var numbers = source.mutableSpan
      numbers.fill(number)
      var target = halves.mutableSpan
      target.round(numbers.span, key: key, first: 7)
      var wide = back.mutableSpan
      wide.widen(target.span)
      return wide.indices.map { wide[$0] }
    }
  }

  @Test(arguments: [0, -0.0, 1, -2.5, 0x1p-149 * 65_536, 0x1.fep127, -.infinity] as [Float])
  func `what bfloat16 has stays what it is`(_ number: Float) {
    #expect(Set(rounded(number, keys: 0..<50).map(\.bitPattern)) == [number.bitPattern])
  }

  @Test func `no number stays none, and the largest stay finite`() {
    #expect(rounded(.nan, keys: 0..<9).allSatisfy { $0.isNaN })
    #expect(rounded(Float(bitPattern: 0x7f80_0001), keys: 0..<9).allSatisfy { $0.isNaN })
    #expect(rounded(-.greatestFiniteMagnitude, keys: 0..<99).allSatisfy { $0 == -0x1.fep127 })
  }

  /// Of 1 + x ulp, a share x goes up; the sum of 4,000 draws is off by at most five deviations.
  @Test(arguments: [0.001, 0.25, 0.5, 0.9] as [Float])
  func `a number goes up as often as it is near`(_ share: Float) {
    let draws = rounded(-(1 + share / 128), keys: 1_000..<2_000)
    #expect(Set(draws) == [-1, -1 - 0x1p-7])
    let up = Double(draws.count { $0 != -1 })
    let (count, p) = (Double(draws.count), Double(share))
    #expect(abs(up - count * p) <= 5 * (count * p * (1 - p)).squareRoot())
  }

  /// Two hundred neighbours, and two keys of one place, have nothing to do with one another.
  @Test func `neither neighbours nor keys go up together`() {
    let count = 4_000
    let (source, halves) = (Storage(count: count), Block<UInt16>(count: count))
    var numbers = source.mutableSpan
    numbers.fill(1 + 0x1p-8)
    let draws = [UInt32(5), 6, 0x8000_0005].map { key in
      var target = halves.mutableSpan
      target.round(numbers.span, key: key, first: 0)
      return target.indices.map { target[$0] == brain(1) ? -1.0 : 1.0 }
    }
    func product(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
    }
    // Five deviations of the mean of as many signs.
    let bound = 5 / Double(count).squareRoot()
    for lag in 1...200 { #expect(abs(product(draws[0], draws[0].dropFirst(lag))) < bound) }
    #expect(abs(product(draws[0], draws[2])) < bound)
    // The next key is the same sequence, one place on: keys are as far apart as mixed numbers are.
    #expect(product(draws[0].dropFirst(), draws[1]) > 1 - bound)
  }

  @Test func `the nearest is that of ties to even`() {
    let numbers: [(Float, Float)] = [
      (1, 1), (1 + 0x1p-8, 1), (1 + 0x3p-8, 1 + 0x1p-6), (0.1, 0.10009765625),
    ]
    for (number, expected) in numbers {
      #expect(Float(bitPattern: UInt32(brain(number)) << 16) == expected)
    }
  }
}
