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
    Workspace.withBorrowedDoubles(count: count) { losses in
      forEach { row in
        var loss = losses.mutableSpan(row..<(row + 1))
        loss[0] = crossEntropy(
          logits.block(row, length), labels[row], smoothing,
          probabilities: probabilities.block(row, length))
      }
      var total = 0.0
      for row in 0..<count { total += losses.span[row] }
      return total / Double(count)
    }
  }

  /// The cross-entropy of a row.
  private func crossEntropy(
    _ logits: StorageSlice, _ label: Int, _ smoothing: Float, probabilities: StorageSlice
  ) -> Double {
    let x = logits.span
    var p = probabilities.mutableSpan
    let (largest, normalizer) = exponentiateBelowLargest(x, into: &p)
    let factor = Float(1 / normalizer)
    p.scale(by: factor)
    var target = Double(x[label])
    if smoothing > 0 { target += Double(smoothing) * (sum(x) / Double(length) - target) }
    return log(normalizer) + Double(largest) - target
  }

  /// Writes (probabilities − targets) times a factor.
  fileprivate func differences(
    _ probabilities: StorageSlice, _ labels: [Int], _ smoothing: Float, _ factor: Float,
    into: StorageSlice
  ) {
    let floor = smoothing / Float(length)
    forEach { row in
      let probabilities = probabilities.block(row, length)
      let p = probabilities.span
      var into = into.block(row, length).mutableSpan
      for i in into.indices { into[i] = factor * (p[i] - floor) }
      into[labels[row]] -= factor * (1 - smoothing)
    }
  }
}
