import Autodiff
import Kernels
import Testing

/// What operations do where differences say nothing: at zeros, and at what is no number.
@Suite struct EdgeTests {
  /// The slope of xⁿ where a whole n leaves one, whatever x is.
  @Test func `powers have their slopes at 0 and below`() {
    for (exponent, slopes) in [
      (0, [0, 0, 0, 0]), (1, [1, 1, 1, 1]), (2, [2, 0, -4, 0]), (3, [3, 0, 12, 0]),
    ] as [(Float, [Float])] {
      let x = Tensor([1, 0, -2, -0.0], requiresGradient: true)
      x.power(exponent).sum().backward()
      #expect(x.gradient?.map(\.self) == slopes, "\(exponent)")
    }
  }

  @Test(arguments: 0..<4)
  func `what is no number comes through a pool, wherever it stands`(_ place: Int) {
    for largest in 0..<4 {
      var numbers: [Float] = [1, 1, 1, 1]
      numbers[largest] = 5
      numbers[place] = .nan
      let images = Tensor(numbers, shape: [1, 1, 2, 2])
      #expect(images.maximumPooling2D(2).array[0].isNaN, "\(largest)")
      #expect(images.averagePooling2D(2).array[0].isNaN)
    }
  }

  /// Another process whose share has the same numbers doubles every sum.
  @Test func `a share of a batch has the gradients of the whole`() {
    let numbers: [Float] = [1, -2, 0.5, 4, 3, -1]
    func gradients(copies: Int) -> [[Float]] {
      let x = Tensor(
        (0..<copies).flatMap { _ in numbers }, shape: [3 * copies, 2], requiresGradient: true)
      let (scale, shift) = (
        Tensor([2, -1], requiresGradient: true), Tensor([1, 0], requiresGradient: true)
      )
      let y = x.batchNormalization(scale: scale, shift: shift).result
      // Each element counts differently, and alike in both shares.
      let weights = Tensor(
        (0..<copies).flatMap { _ in [1, 3, -2, 5, 0.5, 1] as [Float] }, shape: y.shape)
      (y * weights).sum().backward()
      return [x, scale, shift].map { $0.gradient.map(Array.init) ?? [] }
    }
    let whole = gradients(copies: 2)
    let share = sharingBatch(by: { sums in sums.map { 2 * $0 } }) { gradients(copies: 1) }
    for i in 0..<6 { #expect(abs(share[0][i] - whole[0][i]) < 1e-5, "\(i)") }
    // Those of scale and shift are of this share alone.
    for k in 1...2 {
      for i in 0..<2 { #expect(abs(2 * share[k][i] - whole[k][i]) < 1e-4, "\(k), \(i)") }
    }
  }
}
