import Kernels
import Testing

@Suite struct CausalAttentionTests {
  @Test("The number of threads changes no bit")
  func threadsChangeNoBit() {
    let expected = run(batch: 2, length: 130, heads: 4, width: 16, threads: 1)
    for threads in [2, 3, 7] {
      #expect(run(batch: 2, length: 130, heads: 4, width: 16, threads: threads) == expected)
    }
  }

  @Test("A text does not depend on the texts beside it")
  func textsAreIndependent() {
    let all = run(batch: 3, length: 35, heads: 2, width: 5, threads: 2)
    let first = run(batch: 1, length: 35, heads: 2, width: 5, threads: 2)
    #expect(Array(all[0].prefix(first[0].count)) == first[0])
    #expect(Array(all[1].prefix(first[1].count)) == first[1])
  }

  /// The results and the gradient.
  private func run(batch: Int, length: Int, heads: Int, width: Int, threads: Int) -> [[Float]] {
    let attention = CausalAttention(batch: batch, length: length, heads: heads, width: width)
    let count = batch * length * heads
    let projection = numbers(3 * count * width, seed: 1)
    let upstream = numbers(count * width, seed: 2)
    let results = numbers(count * width, seed: 3)
    let normalizers = numbers(count, seed: 4)
    let gradient = numbers(3 * count * width, seed: 5)
    attention.apply(projection, into: results, normalizers: normalizers, threads: threads)
    attention.pull(
      upstream, results: results, normalizers: normalizers, projection: projection,
      into: gradient, threads: threads)
    return [Array(results), Array(gradient)]
  }
}
