import Kernels

/// What the machine can do at best with some threads: the limits that a step and a product have.
package struct MachineLimits: Sendable, Hashable, Codable {
  /// The bytes that `b[i] = a[i]` reads and writes in a second, in arrays far larger than the caches.
  package let copyBandwidth: Double

  /// The bytes that `a[i] = b[i] + s · c[i]` reads and writes in a second, likewise.
  package let triadBandwidth: Double

  /// The additions and multiplications in a second, of numbers that stay in registers.
  package let operationRate: Double

  /// Measures them.
  ///
  /// - Parameters:
  ///   - threads: the number of threads that share the work.
  ///   - count: the length of the arrays.
  package init(threads: Int, count: Int) {
    let a = Block<Float>(count: count)
    let b = Block<Float>(count: count)
    let c = Block<Float>(count: count)
    func inParts(_ body: @escaping @Sendable (Range<Int>) -> Void) -> Timing {
      Timing {
        forEachInParallel(count: threads, threads: threads) { share in
          body((count * share / threads)..<(count * (share + 1) / threads))
        }
      }
    }
    let copy = inParts { range in
      let from = a.span(range)
      var to = b.mutableSpan(range)
      for i in to.indices where i < from.count { to[i] = from[i] }
    }
    let triad = inParts { range in
      let (first, second) = (a.span(range), b.span(range))
      var sum = c.mutableSpan(range)
      guard first.count == sum.count, second.count == sum.count else { return }
      for i in sum.indices { sum[i] = first[i] + 3 * second[i] }
    }
    copyBandwidth = 8 * Double(count) / copy.median
    triadBandwidth = 12 * Double(count) / triad.median
    let rounds = 1 << 14
    let sums = Block<Float>(count: threads * 16)
    let chains = Timing {
      forEachInParallel(count: threads, threads: threads) { share in
        var chains = InlineArray<96, Float>(repeating: Float(share))
        for _ in 0..<rounds {
          for k in chains.indices { chains[k] = multiplyAdd(chains[k], 0.5, 1) }
        }
        var total: Float = 0
        for k in chains.indices { total += chains[k] }
        var own = sums.mutableSpan((share * 16)..<(share * 16 + 1))
        own[0] = total
      }
    }
    operationRate = Double(threads * rounds * 96 * 2) / chains.median
  }
}
