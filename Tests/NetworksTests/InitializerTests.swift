import Autodiff
import Networks
import Testing

struct InitializerTests {
  /// A convolution's filters: fan-in 4 · 9 = 36, fan-out 400 · 9 = 3600.
  static let shape = [400, 4, 3, 3]

  static let variances: [(Initializer, Double)] = [
    (.constant(2), 0), (.uniform(bound: 3), 3), (.normal(deviation: 0.5), 0.25),
    (.kaimingUniform(), 2.0 / 36), (.kaimingNormal(), 2.0 / 36),
    (.kaimingUniform(negativeSlope: Float(5).squareRoot()), 1.0 / 108),
    (.glorotUniform, 2.0 / 3636), (.glorotNormal, 2.0 / 3636),
  ]

  @Test(arguments: variances) func variance(_ initializer: Initializer, _ variance: Double) {
    var generator = SplitMix64(seed: 11)
    let values = initializer.values(shape: Self.shape, using: &generator).map(Double.init)
    let count = Double(values.count)
    #expect(values.count == 14_400)
    let mean = values.reduce(0, +) / count
    let measured = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    // Four standard deviations of the variance of 14 400 normal numbers.
    #expect(abs(measured - variance) <= 4 * variance * (2 / count).squareRoot())
    if variance > 0 { #expect(abs(mean) <= 4 * (variance / count).squareRoot()) }
  }

  /// What has one axis goes into one number each.
  @Test(
    arguments: [([400], 401.0), ([400, 1], 401), ([1, 400], 401), ([], 2)] as [([Int], Double)])
  func `fans of vectors and scalars`(shape: [Int], fans: Double) {
    var generator = SplitMix64(seed: 7)
    let bound = Float((6 / fans).squareRoot())
    let largest =
      (0..<20).flatMap { _ in
        Initializer.glorotUniform.values(shape: shape, using: &generator).map(abs)
      }.max() ?? 0
    #expect(largest <= bound && largest > 0.8 * bound)
  }

  @Test func theSeedDeterminesTheNumbers() {
    var (first, second) = (SplitMix64(seed: 3), SplitMix64(seed: 3))
    let values = Initializer.kaimingUniform().values(shape: [4, 5], using: &first)
    #expect(values == Initializer.kaimingUniform().values(shape: [4, 5], using: &second))
    #expect(values != Initializer.kaimingUniform().values(shape: [4, 5], using: &first))
  }

  /// Weights and biases within 1 / √fan-in, which is 100.
  @Test func layersStartAsPyTorchDoes() {
    var generator = SplitMix64(seed: 3)
    let layers: [any Layer] = [
      Linear(from: 100, to: 50, using: &generator),
      Convolution2D(from: 4, to: 50, window: 5, using: &generator),
    ]
    for parameter in layers.flatMap(\.parameters) {
      let largest = Tensor(parameter).array.map(abs).max() ?? 0
      #expect(largest <= 0.1 && largest > 0.08, "\(parameter.name): \(largest)")
    }
  }
}
