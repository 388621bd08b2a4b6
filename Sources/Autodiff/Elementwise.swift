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
    value: @Sendable (_ x: Span<Float>, _ y: inout MutableSpan<Float>) -> Void,
    pullback:
      @escaping @Sendable (
        _ x: Span<Float>, _ y: Span<Float>, _ upstream: Span<Float>,
        _ into: inout MutableSpan<Float>
      ) -> Void
  ) -> Tensor {
    Tensor(operation, shape: shape, of: [self]) { slice in
      let x = self.value
      forEachPart(of: count, smallest: smallestPart) { part in
        let x = x.part(part)
        var y = slice.part(part).mutableSpan
        value(x.span, &y)
      }
    } pullback: { y in
      self.receive { slice in
        let (x, upstream, y) = (self.value, y.upstream, y.value)
        forEachPart(of: x.range.count, smallest: smallestPart) { part in
          let (x, upstream, y) = (x.part(part), upstream.part(part), y.part(part))
          var into = slice.part(part).mutableSpan
          pullback(x.span, y.span, upstream.span, &into)
        }
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

/// The fewest elements that are worth waking a thread for.
let smallestPart = 1 << 15

/// Writes the numbers multiplied by a factor.
func scale(_ source: Span<Float>, by factor: Float, into target: StorageSlice) {
  var target = target.mutableSpan
  for i in target.indices { target[i] = factor * source[i] }
}

/// Multiplies numbers by a factor in place.
func scale(_ target: StorageSlice, by factor: Float) {
  var target = target.mutableSpan
  target.scale(by: factor)
}

/// Writes the products of numbers.
func multiply(_ a: StorageSlice, _ b: StorageSlice, into target: StorageSlice) {
  forEachPart(of: target.range.count, smallest: smallestPart) { part in
    let (a, b) = (a.part(part), b.part(part))
    let (x, y) = (a.span, b.span)
    var target = target.part(part).mutableSpan
    for i in target.indices { target[i] = x[i] * y[i] }
  }
}
