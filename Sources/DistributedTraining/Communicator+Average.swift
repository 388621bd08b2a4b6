public import Autodiff
import Kernels

extension Communicator {
  /// How many numbers a rank adds up at a time.
  static var partCount: Int { 1 << 16 }

  /// Replaces numbers by their means over all ranks.
  ///
  /// Each mean is summed in double precision in the order of the ranks and rounded once: all ranks have the
  /// same bits, the same from run to run, and equal numbers stay what they are. Each rank sends and
  /// receives every number about twice, whatever the number of ranks.
  ///
  /// - Parameter values: as many on every rank.
  public func average(_ values: inout MutableSpan<Float>) {
    guard count > 1 else { return }
    let piece = count * Self.partCount
    for start in stride(from: 0, to: values.count, by: piece) {
      average(&values, start..<Swift.min(start + piece, values.count))
    }
  }

  /// Each rank adds up a part of the numbers, and all gather the parts.
  private func average(_ values: inout MutableSpan<Float>, _ range: Range<Int>) {
    let part = (range.count + count - 1) / count
    var parts = [Float](repeating: 0, count: part * count)
    var received = parts
    var means = [Float](repeating: 0, count: part)
    for (i, place) in range.enumerated() { parts[i] = values[place] }
    var arriving = received.mutableSpan
    let counts = Array(repeating: part, count: count)
    exchange(parts.span, counts: counts, &arriving)
    var averaged = means.mutableSpan
    writeMeans(of: received.span, to: &averaged)
    var all = parts.mutableSpan
    gather(means.span, counts: counts, &all)
    for (i, place) in range.enumerated() { values[place] = parts[i] }
  }

  /// Writes the means of numbers that have come from all ranks, one behind the other.
  func writeMeans(of received: Span<Float>, to means: inout MutableSpan<Float>) {
    let part = means.count
    for i in means.indices {
      // From the first rank on: 0 and −0 would be 0.
      var sum = Double(received[i])
      for rank in 1..<count { sum += Double(received[rank * part + i]) }
      means[i] = Float(sum / Double(count))
    }
  }

  /// Replaces the gradients of groups by their means over all ranks.
  ///
  /// - Parameter groups: the same on every rank, with gradients of the same parameters.
  public func averageGradients(of groups: [ParameterGroup]) {
    requireSameGradients(in: groups)
    for group in groups {
      let gradients = group.gradients
      var values = gradients.mutableSpan
      average(&values)
    }
  }
}
