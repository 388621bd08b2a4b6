import Autodiff
import Foundation
import Kernels
import Synchronization
import Testing

/// Operations that are one loop for speed, against the same in double precision, for sizes that one thread
/// works off and sizes that several do.
struct FusedOperationTests {
  static let rowShapes = [[3, 5], [7, 16], [2, 1], [700, 130], [2, 40_000]]
  static let channelShapes = [[5, 3], [2, 3, 1, 4], [4, 5, 60, 61], [3, 70, 33, 11]]

  @Test(arguments: rowShapes) func gelu(_ shape: [Int]) {
    check(shape) {
      $0[0].gelu()
    } exactly: { x in
      x[0].map { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 }
    } gradients: { x, g in
      [
        zip(x[0], g).map { x, g in
          let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
          return g * ((1 + erf(x / 2.0.squareRoot())) / 2 + x * density)
        }
      ]
    }
  }

  @Test(arguments: rowShapes) func softmax(_ shape: [Int]) {
    check(shape) {
      $0[0].softmax()
    } exactly: { x in
      rows(x[0], shape).flatMap(shares)
    } gradients: { x, g in
      [
        zip(rows(x[0], shape), rows(g, shape)).flatMap { x, g in
          let y = shares(x)
          let mean = product(y, g)
          return zip(y, g).map { $0 * ($1 - mean) }
        }
      ]
    }
  }

  @Test(arguments: rowShapes) func logSoftmax(_ shape: [Int]) {
    check(shape) {
      $0[0].logSoftmax()
    } exactly: { x in
      rows(x[0], shape).flatMap { shares($0).map { log($0) } }
    } gradients: { x, g in
      [
        zip(rows(x[0], shape), rows(g, shape)).flatMap { x, g in
          let total = g.reduce(0, +)
          return zip(shares(x), g).map { $1 - total * $0 }
        }
      ]
    }
  }

  @Test(arguments: rowShapes, [0, 0.2] as [Float])
  func crossEntropy(_ shape: [Int], smoothing: Float) {
    let labels = (0..<shape[0]).map { $0 * 7 % shape[1] }
    let (s, classes, count) = (Double(smoothing), Double(shape[1]), Double(shape[0]))
    func target(_ row: Int, _ column: Int) -> Double {
      s / classes + (column == labels[row] ? 1 - s : 0)
    }
    check(shape) {
      $0[0].crossEntropy(labels, smoothing: smoothing)
    } exactly: { x in
      let losses = rows(x[0], shape).enumerated().map { row, x in
        shares(x).enumerated().reduce(0) { $0 - target(row, $1.offset) * log($1.element) }
      }
      return [losses.reduce(0, +) / count]
    } gradients: { x, g in
      [
        rows(x[0], shape).enumerated().flatMap { row, x in
          shares(x).enumerated().map { g[0] / count * ($1 - target(row, $0)) }
        }
      ]
    }
  }

  @Test(arguments: rowShapes) func layerNormalization(_ shape: [Int]) {
    check(shape, [shape[1]], [shape[1]]) {
      $0[0].layerNormalization(scale: $0[1], shift: $0[2])
    } exactly: { x in
      rows(x[0], shape).flatMap { row in
        zip(standardized(row).0, zip(x[1], x[2])).map { $0 * $1.0 + $1.1 }
      }
    } gradients: { x, g in
      var sums = [[Double](repeating: 0, count: shape[1]), [Double](repeating: 0, count: shape[1])]
      let gradient = zip(rows(x[0], shape), rows(g, shape)).flatMap { row, g in
        let standard = standardized(row)
        for i in g.indices {
          sums[0][i] += g[i] * standard.0[i]
          sums[1][i] += g[i]
        }
        return pulled(zip(g, x[1]).map(*), standard)
      }
      return [gradient] + sums
    }
  }

  @Test(arguments: [(1, 1, 1, 3), (2, 5, 2, 3), (1, 32, 1, 4), (3, 33, 2, 2), (2, 70, 4, 16)])
  func causalSelfAttention(batch: Int, length: Int, heads: Int, width: Int) {
    let head = ExactAttention(length: length, heads: heads, width: width)
    check([batch, length, 3 * heads * width]) {
      $0[0].causalSelfAttention(heads: heads)
    } exactly: { x in
      rows(x[0], [batch, x[0].count / batch]).flatMap { head.results(of: $0) }
    } gradients: { x, g in
      [
        zip(rows(x[0], [batch, x[0].count / batch]), rows(g, [batch, g.count / batch]))
          .flatMap { head.gradient(of: $0, $1) }
      ]
    }
  }

  @Test func attentionOfEachHeadIsThatOfAll() throws {
    let values = operands([[2, 6, 24]])[0]
    let projection = Tensor(values, shape: [2, 6, 24])
    let parts = projection.reshaped([2, 6, 3, 2, 4]).permuted(2, 0, 3, 1, 4)
    let (q, k, v) = (part(parts, 0), part(parts, 1), part(parts, 2))
    let mixed = q.causalAttention(keys: k, values: v).permuted(0, 2, 1, 3)
    expectClose(
      projection.causalSelfAttention(heads: 2).array, mixed.array.map(Double.init), "value",
      #_sourceLocation)
  }

  private func part(_ parts: Tensor, _ index: Int) -> Tensor {
    parts.slice(index..<(index + 1), along: 0).reshaped([2, 2, 6, 4])
  }

  @Test(arguments: channelShapes) func batchNormalization(_ shape: [Int]) {
    let channels = shape[1]
    let plane = shape[2...].reduce(1, *)
    func channel(_ x: [Double], _ channel: Int) -> [Double] {
      (0..<shape[0]).flatMap { x[(($0 * channels + channel) * plane)...].prefix(plane) }
    }
    /// Puts channels back where they came from.
    func joined(_ parts: [[Double]]) -> [Double] {
      (0..<shape[0]).flatMap { image in parts.flatMap { $0[(image * plane)...].prefix(plane) } }
    }
    check(shape, [channels], [channels]) {
      $0[0].batchNormalization(scale: $0[1], shift: $0[2]).result
    } exactly: { x in
      joined(
        (0..<channels).map { i in
          standardized(channel(x[0], i)).0.map { $0 * x[1][i] + x[2][i] }
        })
    } gradients: { x, g in
      let standard = (0..<channels).map { standardized(channel(x[0], $0)) }
      let upstream = (0..<channels).map { channel(g, $0) }
      return [
        joined(
          (0..<channels).map { i in pulled(upstream[i].map { $0 * x[1][i] }, standard[i]) }),
        (0..<channels).map { product(upstream[$0], standard[$0].0) },
        upstream.map { $0.reduce(0, +) },
      ]
    }
  }
}

/// Numbers in −2 ..< 2, and for the second and third operand around 1.
private func operands(_ shapes: [[Int]]) -> [[Float]] {
  var generator = SplitMix64(seed: 5)
  return shapes.enumerated().map { index, shape in
    (0..<shape.reduce(1, *)).map { _ in
      let number = generator.nextUniform()
      return index == 0 ? 4 * number - 2 : number + 0.5
    }
  }
}

/// What an operation makes of its operands, and its gradients.
private func run(
  _ shapes: [[Int]], _ operation: ([Tensor]) -> Tensor
) -> (value: [Float], upstream: [Float], gradients: [[Float]]) {
  let tensors = zip(operands(shapes), shapes).map {
    Tensor($0, shape: $1, requiresGradient: true)
  }
  let result = operation(tensors)
  let upstream = (0..<result.count).map { Float($0 * 7 % 11) / 4 - 1 }
  (result * Tensor(upstream, shape: result.shape)).sum().backward()
  return (result.array, upstream, tensors.map { $0.gradient.map(Array.init) ?? [] })
}

/// Compares an operation with what it should be, and on one thread with itself on all.
private func check(
  _ shapes: [Int]..., operation: @Sendable ([Tensor]) -> Tensor,
  exactly value: ([[Double]]) -> [Double],
  gradients: (_ operands: [[Double]], _ upstream: [Double]) -> [[Double]],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let found = run(shapes, operation)
  let exact = operands(shapes).map { $0.map(Double.init) }
  expectClose(found.value, value(exact), "value", sourceLocation)
  let exactGradients = gradients(exact, found.upstream.map(Double.init))
  for (index, exact) in exactGradients.enumerated() {
    expectClose(found.gradients[index], exact, "gradient by operand \(index)", sourceLocation)
  }
  // A loop within a loop is worked off by the thread that it is on.
  let alone = Mutex<([Float], [[Float]])>(([], []))
  forEachInParallel(count: 2, threads: 2) { index in
    if index == 0 {
      let result = run(shapes, operation)
      alone.withLock { $0 = (result.value, result.gradients) }
    }
  }
  alone.withLock {
    #expect($0.0 == found.value && $0.1 == found.gradients, sourceLocation: sourceLocation)
  }
}

/// Checks numbers to 8 units of 2⁻²⁴ of the largest.
private func expectClose(
  _ found: [Float], _ exact: [Double], _ what: String, _ sourceLocation: SourceLocation
) {
  #expect(found.count == exact.count, "\(what)", sourceLocation: sourceLocation)
  let largest = exact.map(abs).max() ?? 0
  let error = zip(found, exact).map { abs(Double($0) - $1) }.max() ?? 0
  #expect(error <= 8 * 0x1p-24 * largest, "\(what)", sourceLocation: sourceLocation)
  #expect(!found.contains { $0.isNaN }, "\(what)", sourceLocation: sourceLocation)
}

private func rows(_ x: [Double], _ shape: [Int]) -> [[Double]] {
  (0..<shape[0]).map { Array(x[($0 * shape[1])..<(($0 + 1) * shape[1])]) }
}

private func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).map(*).reduce(0, +) }

private func shares(_ x: [Double]) -> [Double] {
  let powers = x.map { exp($0) }
  let total = powers.reduce(0, +)
  return powers.map { $0 / total }
}

/// Numbers with mean 0 and variance 1, for ε = 10⁻⁵, and their standard deviation.
private func standardized(_ x: [Double]) -> ([Double], Double) {
  let mean = x.reduce(0, +) / Double(x.count)
  let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
  let deviation = (variance + Double(Float(1e-5))).squareRoot()
  return (x.map { ($0 - mean) / deviation }, deviation)
}

/// The gradient by numbers, given that by what they are standardized to.
private func pulled(_ g: [Double], _ standard: ([Double], Double)) -> [Double] {
  let count = Double(g.count)
  let (mean, slope) = (g.reduce(0, +) / count, product(g, standard.0) / count)
  return zip(g, standard.0).map { ($0 - mean - $1 * slope) / standard.1 }
}

/// Attention to one text in double precision, an element after the other.
private struct ExactAttention {
  let length, heads, width: Int

  private var factor: Double { 1 / Double(width).squareRoot() }

  /// Where a part of a head (0: the query, 1: the key, 2: the value) of a position begins.
  private func start(_ position: Int, _ part: Int, _ head: Int) -> Int {
    ((position * 3 + part) * heads + head) * width
  }

  private func part(_ x: [Double], _ position: Int, _ part: Int, _ head: Int) -> [Double] {
    Array(x[start(position, part, head)...].prefix(width))
  }

  /// What a position attends to: the shares of it and of all before it.
  private func attended(_ x: [Double], _ position: Int, _ head: Int) -> [Double] {
    let query = part(x, position, 0, head)
    return shares((0...position).map { factor * product(query, part(x, $0, 1, head)) })
  }

  func results(of x: [Double]) -> [Double] {
    (0..<length).flatMap { position in
      (0..<heads).flatMap { head in
        let shares = attended(x, position, head)
        return (0..<width).map { i in
          shares.indices.reduce(0) { $0 + shares[$1] * x[start($1, 2, head) + i] }
        }
      }
    }
  }

  func gradient(of x: [Double], _ upstream: [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: x.count)
    for position in 0..<length {
      for head in 0..<heads {
        let g = Array(upstream[((position * heads + head) * width)...].prefix(width))
        let shares = attended(x, position, head)
        let slopes = shares.indices.map { product(g, part(x, $0, 2, head)) }
        let mean = product(shares, slopes)
        for (other, share) in shares.enumerated() {
          let slope = factor * share * (slopes[other] - mean)
          for i in 0..<width {
            gradient[start(position, 0, head) + i] += slope * x[start(other, 1, head) + i]
            gradient[start(other, 1, head) + i] += slope * x[start(position, 0, head) + i]
            gradient[start(other, 2, head) + i] += share * g[i]
          }
        }
      }
    }
    return gradient
  }
}
