import Foundation
import Kernels

extension Tensor {
  /// The mean cross-entropy between the softmax of logits and labels.
  ///
  /// ```text
  /// loss = −1/n Σᵣ Σ꜀ qᵣ꜀ log softmax(x)ᵣ꜀      qᵣ꜀ = (1 − s) [c = labelᵣ] + s / classes
  /// ```
  ///
  /// ```swift
  /// let logits = Tensor([[0, 0], [0, 0]])
  /// let loss = logits.crossEntropy([0, 1])
  /// #expect(abs(loss.scalar - 0.693_147_2) < 1e-6)
  /// ```
  ///
  /// - Parameters:
  ///   - labels: the class of each row, in `0 ..< classes`; this tensor holds the logits, of shape
  ///     `[…, classes]`.
  ///   - smoothing: the share s of the target that is spread evenly over all classes, in `0 ... 1`.
  /// - Returns: a scalar.
  /// - Source: label smoothing as in Szegedy et al., 2016, <https://arxiv.org/abs/1512.00567>, § 7.
  public func crossEntropy(_ labels: [Int], smoothing: Float = 0) -> Tensor {
    let rows = Rows(shape, "crossEntropy")
    checkLabels(labels, rows, smoothing)
    var loss = 0.0
    let probabilities = Tensor(keeping: "crossEntropy", shape: shape) { probabilities in
      loss = rows.crossEntropy(value, labels, smoothing, probabilities: probabilities)
    }
    return Tensor("crossEntropy", shape: [], of: [self]) { y in
      fill(y, with: Float(loss))
    } pullback: { y in
      let factor = y.upstreamScalar / Float(rows.count)
      self.receive { into in
        rows.differences(probabilities.value, labels, smoothing, factor, into: into)
      }
    }
  }

  private func checkLabels(_ labels: [Int], _ rows: Rows, _ smoothing: Float) {
    require(
      labels.count == rows.count, "crossEntropy",
      "the shape \(shape) needs \(rows.count) labels, but there are \(labels.count)")
    require(
      (0...1).contains(smoothing), "crossEntropy",
      "smoothing must be in 0...1, but is \(smoothing)")
    for (row, label) in labels.enumerated() {
      require(
        (0..<rows.length).contains(label), "crossEntropy",
        "label \(row) must be in 0..<\(rows.length), but is \(label)")
    }
  }
}

extension Rows {
  /// The mean cross-entropy; the softmax is left in `probabilities`.
  fileprivate func crossEntropy(
    _ logits: StorageSlice, _ labels: [Int], _ smoothing: Float, probabilities: StorageSlice
  ) -> Double {
    var total = 0.0
    withScratch(count: count * length) { shifted in
      subtractLargest(logits, into: shifted)
      exponentiate(shifted, into: probabilities)
      for (row, label) in labels.enumerated() {
        let (x, p) = (shifted.block(row, length), probabilities.block(row, length))
        let normalizer = sum(p.span)
        total += log(normalizer) - Double((1 - smoothing) * x.span[label])
        if smoothing > 0 { total -= Double(smoothing) * sum(x.span) / Double(length) }
        scale(p, by: Float(1 / normalizer))
      }
    }
    return total / Double(count)
  }

  /// Writes (probabilities − targets) times a factor.
  fileprivate func differences(
    _ probabilities: StorageSlice, _ labels: [Int], _ smoothing: Float, _ factor: Float,
    into: StorageSlice
  ) {
    let floor = smoothing / Float(length)
    let p = probabilities.span
    var into = into.mutableSpan
    for i in into.indices { into[i] = factor * (p[i] - floor) }
    for (row, label) in labels.enumerated() {
      into[row * length + label] -= factor * (1 - smoothing)
    }
  }
}
