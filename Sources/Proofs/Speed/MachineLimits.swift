import Kernels

/// What the machine can do at best with some threads: the limits that a step and a product have.
package struct MachineLimits: Sendable, Hashable, Codable {
  /// The bytes that `b[i] = a[i]` moves in a second, in arrays far larger than the caches: 12 an element,
  /// because a line of memory is read before it is written.
  package let copyBandwidth: Double

  /// The bytes that `c[i] = a[i] + s · b[i]` moves in a second, likewise 16 an element.
  package let triadBandwidth: Double

  /// The additions and multiplications in a second, of numbers that stay in registers, with the
  /// instructions of the matrix product.
  package let operationRate: Double

  /// Measures them.
  ///
  /// - Parameters:
  ///   - threads: the number of threads that share the work.
  ///   - count: the length of the arrays.
  package init(threads: Int, count: Int) {
    // Apart by no multiple of a page, whose banks of memory would wait for each other.
    let length = count + 272
    let arrays = Block<Float>(count: 3 * length)
    func inParts(_ body: @escaping @Sendable (Range<Int>) -> Void) -> Timing {
      Timing {
        forEachInParallel(count: threads, threads: threads) { share in
          body((count * share / threads)..<(count * (share + 1) / threads))
        }
      }
    }
    let copy = inParts { range in
      let from = arrays.span(range)
      var to = arrays.mutableSpan(range.shifted(by: length))
      for i in to.indices where i < from.count { to[i] = from[i] }
    }
    let triad = inParts { range in
      let (first, second) = (arrays.span(range), arrays.span(range.shifted(by: length)))
      var sum = arrays.mutableSpan(range.shifted(by: 2 * length))
      guard first.count == sum.count, second.count == sum.count else { return }
      for i in sum.indices { sum[i] = first[i] + 3 * second[i] }
    }
    copyBandwidth = 12 * Double(count) / copy.median
    triadBandwidth = 16 * Double(count) / triad.median
    let rounds = 1 << 14
    let chains = Timing {
      forEachInParallel(count: threads, threads: threads) { _ in multiplyAndAdd(rounds: rounds) }
    }
    operationRate = Double(threads * multiplyAndAdd(rounds: rounds)) / chains.median
  }
}

extension Range<Int> {
  fileprivate func shifted(by distance: Int) -> Range {
    (lowerBound + distance)..<(upperBound + distance)
  }
}
