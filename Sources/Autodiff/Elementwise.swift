import Kernels

extension Tensor {
  /// The result of a function of each element by itself.
  ///
  /// - Parameters:
  ///   - operation: the name, for messages.
  ///   - value: writes the result `y` of `x`.
  ///   - pullback: writes the gradient by `x`, given `x`, `y` and the gradient by `y`.
  /// - Returns: a tensor of the same shape.
  func elementwise(
    _ operation: String,
    value: (_ x: Span<Float>, _ y: inout MutableSpan<Float>) -> Void,
    pullback:
      @escaping (
        _ x: Span<Float>, _ y: Span<Float>, _ upstream: Span<Float>,
        _ into: inout MutableSpan<Float>
      ) -> Void
  ) -> Tensor {
    Tensor(operation, shape: shape, of: [self]) { slice in
      var y = slice.mutableSpan
      value(self.value.span, &y)
    } pullback: { y in
      self.receive { slice in
        var into = slice.mutableSpan
        pullback(self.value.span, y.value.span, y.upstream.span, &into)
      }
    }
  }

  /// The gradient of the loss by this tensor, inside its pullback, with its shape.
  var upstreamOperand: Operand { Operand(slice: upstream, shape: shape) }

  /// The gradient of the loss by this scalar, inside its pullback.
  var upstreamScalar: Float {
    let upstream = upstream
    return upstream.span[0]
  }
}

/// Writes the numbers multiplied by a factor.
func scale(_ source: Span<Float>, by factor: Float, into target: StorageSlice) {
  var target = target.mutableSpan
  for i in target.indices { target[i] = factor * source[i] }
}

/// Multiplies numbers by a factor in place.
func scale(_ target: StorageSlice, by factor: Float) {
  var target = target.mutableSpan
  for i in target.indices { target[i] *= factor }
}

/// Adds an offset to numbers in place.
func shift(_ target: StorageSlice, by offset: Float) {
  var target = target.mutableSpan
  for i in target.indices { target[i] += offset }
}

/// Writes the products of numbers.
func multiply(_ a: Span<Float>, _ b: Span<Float>, into target: StorageSlice) {
  var target = target.mutableSpan
  for i in target.indices { target[i] = a[i] * b[i] }
}

/// Writes e to the power of numbers.
func exponentiate(_ source: StorageSlice, into target: StorageSlice) {
  var target = target.mutableSpan
  exponential(source.span, into: &target)
}
