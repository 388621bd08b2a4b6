import Kernels

extension Tensor {
  /// Computes the gradient of this scalar by every parameter, and by every tensor made with
  /// `requiresGradient`, that it was computed from, and adds it to what is there.
  ///
  /// The graph behind the scalar is released on the way: a second pass through any of it is refused.
  ///
  /// - Precondition: the tensor has one element, something it was computed from requires a gradient,
  ///   and no step has changed a parameter since it was computed from it.
  /// - Complexity: a pullback for each operation of the graph; no recursion, whatever its depth.
  public func backward() {
    require(
      count == 1, "backward",
      "the loss must be a scalar, but the shape of this \(operation) is \(shape)")
    require(
      requiresGradient, "backward",
      "nothing that this \(operation) was computed from requires a gradient")
    countPendingResults()
    accumulate { gradient, accumulates in
      var gradient = gradient.mutableSpan
      gradient[0] = accumulates ? gradient[0] + 1 : 1
    }
    // A tensor is ready when all results computed from it have contributed to its gradient.
    var ready = [self]
    while let tensor = ready.popLast() {
      guard let pullback = tensor.pullback else {
        tensor.parameter?.finishUse()
        continue
      }
      pullback(tensor)
      for parent in tensor.parents where parent.requiresGradient {
        parent.pendingResults -= 1
        if parent.pendingResults == 0 { ready.append(parent) }
      }
      tensor.finishBackward()
    }
  }

  /// Counts, for each tensor of the graph, the results in the graph that are computed from it.
  private func countPendingResults() {
    var unvisited = [self]
    while let tensor = unvisited.popLast() {
      require(
        !tensor.isReleased, "backward",
        "the graph behind this \(tensor.operation) of shape \(tensor.shape) was released by an "
          + "earlier backward pass; compute the loss again")
      require(
        !tensor.isOutdated, "backward",
        "a step has changed \(tensor.operation) since the loss was computed from it; take the backward "
          + "pass before the step, or compute the loss again")
      tensor.parameter?.pendingUses += 1
      for parent in tensor.parents where parent.requiresGradient {
        if parent.pendingResults == 0 { unvisited.append(parent) }
        parent.pendingResults += 1
      }
    }
  }

  /// Takes a contribution to the gradient from a loop that writes every element.
  func receive(_ write: (StorageSlice) -> Void) {
    accumulate { into, accumulates in
      if accumulates {
        withScratch(count: into.range.count) { scratch in
          write(scratch)
          add(scratch, to: into)
        }
      } else {
        write(into)
      }
    }
  }
}

/// Runs `body` with numbers of arbitrary contents that are its own until it returns.
func withScratch<Result>(count: Int, _ body: (StorageSlice) -> Result) -> Result {
  let memory = TensorMemory.current
  let block = memory.pool.take(count)
  defer { memory.pool.give(block) }
  return body(StorageSlice(block, 0..<count))
}
