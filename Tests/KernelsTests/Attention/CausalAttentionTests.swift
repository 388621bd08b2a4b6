import Foundation
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

  /// Sizes around the 32 rows that are held at a time.
  @Test("Results and gradients are those of the definition", arguments: [1, 3, 32, 33, 70])
  func definition(length: Int) {
    let (batch, heads, width) = (2, 3, 5)
    let found = run(batch: batch, length: length, heads: heads, width: width, threads: 2)
    let exact = Definition(batch: batch, length: length, heads: heads, width: width)
    for (found, exact) in zip(found, [exact.results, exact.gradient]) {
      #expect(found.count == exact.count)
      #expect(zip(found, exact).allSatisfy { abs(Double($0) - $1) <= 1e-5 * max(1, abs($1)) })
    }
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

/// Attention and its gradient as they are defined, in double precision, of the numbers of the tests.
///
/// ```text
/// pᵢⱼ = exp(qᵢ·kⱼ / √w) / Σ exp(qᵢ·kₗ / √w)        yᵢ = Σ pᵢⱼ vⱼ        over j, l ≤ i
/// v̄ⱼ = Σ pᵢⱼ ȳᵢ        s̄ᵢⱼ = pᵢⱼ (ȳᵢ·vⱼ − ȳᵢ·yᵢ) / √w        q̄ᵢ = Σ s̄ᵢⱼ kⱼ        k̄ⱼ = Σ s̄ᵢⱼ qᵢ
/// ```
private struct Definition {
  var results: [Double]
  var gradient: [Double]

  init(batch: Int, length: Int, heads: Int, width: Int) {
    let count = batch * length * heads * width
    let projection = numbers(3 * count, seed: 1).map(Double.init)
    let upstream = numbers(count, seed: 2).map(Double.init)
    results = Array(repeating: 0, count: count)
    gradient = Array(repeating: 0, count: 3 * count)
    let root = sqrt(Double(width))
    for text in 0..<batch {
      for head in 0..<heads {
        // Where the numbers of a position begin: of query, key and value, and of the result.
        func input(_ position: Int, _ part: Int) -> Int {
          (((text * length + position) * 3 + part) * heads + head) * width
        }
        func output(_ position: Int) -> Int { ((text * length + position) * heads + head) * width }
        func dot(_ a: [Double], _ i: Int, _ b: [Double], _ j: Int) -> Double {
          (0..<width).reduce(0) { $0 + a[i + $1] * b[j + $1] }
        }
        for i in 0..<length {
          let powers = (0...i).map {
            exp(dot(projection, input(i, 0), projection, input($0, 1)) / root)
          }
          let shares = powers.map { $0 / powers.reduce(0, +) }
          for (j, share) in shares.enumerated() {
            for e in 0..<width { results[output(i) + e] += share * projection[input(j, 2) + e] }
          }
          let mean = dot(upstream, output(i), results, output(i))
          for (j, share) in shares.enumerated() {
            let slope = share * (dot(upstream, output(i), projection, input(j, 2)) - mean) / root
            for e in 0..<width {
              gradient[input(j, 2) + e] += share * upstream[output(i) + e]
              gradient[input(i, 0) + e] += slope * projection[input(j, 1) + e]
              gradient[input(j, 1) + e] += slope * projection[input(i, 0) + e]
            }
          }
        }
      }
    }
  }
}
