import Kernels
import Testing

@Suite struct ReductionTests {
  /// Lengths around the number of lanes and of a tile.
  static let counts = [0, 1, 2, 15, 16, 17, 31, 32, 33, 511, 512, 513]

  @Test("Integers are added without error", arguments: counts)
  func integers(count: Int) {
    let x = StorageSlice(copying: (0..<count).map { Float($0 + 1) })
    let y = StorageSlice(copying: (0..<count).map { Float($0 % 7) - 3 })
    let n = Double(count)
    #expect(sum(x.span) == n * (n + 1) / 2)
    #expect(sumOfSquares(x.span) == n * (n + 1) * (2 * n + 1) / 6)
    #expect(dotProduct(x.span, y.span) == zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) })
  }

  /// Products of `Float`s are exact in double precision, and sums of so few terms nearly so.
  @Test("Of any numbers nothing is lost but the last bits of a Double", arguments: 0...49)
  func anyNumbers(count: Int) {
    let (x, y) = (numbers(count, seed: 1), numbers(count, seed: 2))
    let (a, b) = (x.map(Double.init), y.map(Double.init))
    let center = Double(Float(0.3))
    let pairs = zip(a, b)
    for (found, terms) in [
      (sum(x.span), a), (sumOfSquares(x.span), a.map { $0 * $0 }),
      (dotProduct(x.span, y.span), pairs.map { $0 * $1 }),
      (dotProduct(x.span, y.span, from: 0.3), pairs.map { $0 * ($1 - center) }),
      (sumOfSquaredDistances(x.span, from: 0.3), a.map { ($0 - center) * ($0 - center) }),
    ] {
      let magnitude = terms.reduce(0) { $0 + abs($1) }
      #expect(abs(found - terms.reduce(0, +)) <= 1e-15 * Double(count) * magnitude)
    }
  }

  @Test("What a Float would lose is kept")
  func cancellation() {
    let elements: [Float] = (0..<100).flatMap { [0x1p24, 1, -0x1p24, Float($0 % 2) * 0x1p-20] }
    let x = StorageSlice(copying: elements)
    #expect(sum(x.span) == 100 + 50 * 0x1p-20)
    let ones = StorageSlice(copying: elements.map { _ in 1 })
    #expect(dotProduct(x.span, ones.span) == 100 + 50 * 0x1p-20)
  }

  @Test("Squares neither overflow nor vanish", arguments: [3e38 as Float, 0x1p-140])
  func squares(magnitude: Float) {
    let x = StorageSlice(copying: Array(repeating: magnitude, count: 64))
    #expect(sumOfSquares(x.span) == 64 * Double(magnitude) * Double(magnitude))
  }

  @Test("Every element counts, wherever it stands")
  func everyElementCounts() {
    for position in 0..<67 {
      var elements = [Float](repeating: -2, count: 67)
      elements[position] = 5
      let x = StorageSlice(copying: elements)
      #expect(sum(x.span) == 5 - 2 * 66)
      #expect(sumOfSquares(x.span) == 25 + 4 * 66)
      #expect(maximum(x.span) == 5)
      elements[position] = .nan
      x.update(elements)
      #expect(sum(x.span).isNaN && sumOfSquares(x.span).isNaN && maximum(x.span).isNaN)
    }
  }

  @Test func maximumOfTheUnusual() {
    #expect(maximum(StorageSlice(copying: []).span) == -.infinity)
    #expect(maximum(StorageSlice(copying: [-.infinity]).span) == -.infinity)
    #expect(maximum(StorageSlice(copying: [-1, -3e38, -0.5]).span) == -0.5)
  }

  /// Σ(x − 1)² and Σx(y − 1) of the numbers 1 … n, and of y = x.
  @Test("Sums around a center are exact, too", arguments: counts)
  func sumsAroundACenter(count: Int) {
    let x = StorageSlice(copying: (0..<count).map { Float($0 + 1) })
    let n = Double(count)
    #expect(sumOfSquaredDistances(x.span, from: 1) == (n - 1) * n * (2 * n - 1) / 6)
    #expect(
      dotProduct(x.span, x.span, from: 1) == n * (n + 1) * (2 * n + 1) / 6 - n * (n + 1) / 2)
  }
}
