import Kernels

// Shapes are aligned at the innermost axis; an axis of extent 1, or one that is missing, is repeated.

extension Tensor {
  /// The sum, element by element.
  ///
  /// - Parameters:
  ///   - left: of any shape.
  ///   - right: of a shape that fits.
  /// - Returns: a tensor of the shape that both are repeated to.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    let shape = left.shape.broadcast(with: right.shape, "+")
    return Tensor("+", shape: shape, of: [left, right]) { y in
      combine(left.operand, right.operand, into: Operand(slice: y, shape: shape)) { $0 + $1 }
    } pullback: { y in
      left.receive(reducing: y.upstreamOperand)
      right.receive(reducing: y.upstreamOperand)
    }
  }

  /// The difference, element by element.
  ///
  /// - Parameters:
  ///   - left: of any shape.
  ///   - right: of a shape that fits.
  /// - Returns: a tensor of the shape that both are repeated to.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    let shape = left.shape.broadcast(with: right.shape, "-")
    return Tensor("-", shape: shape, of: [left, right]) { y in
      combine(left.operand, right.operand, into: Operand(slice: y, shape: shape)) { $0 - $1 }
    } pullback: { y in
      left.receive(reducing: y.upstreamOperand)
      right.receive(reducing: shape) { into in
        scale(y.upstream.span, by: -1, into: into)
      }
    }
  }

  /// The product, element by element.
  ///
  /// - Parameters:
  ///   - left: of any shape.
  ///   - right: of a shape that fits.
  /// - Returns: a tensor of the shape that both are repeated to.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    let shape = left.shape.broadcast(with: right.shape, "*")
    return Tensor("*", shape: shape, of: [left, right]) { y in
      combine(left.operand, right.operand, into: Operand(slice: y, shape: shape)) { $0 * $1 }
    } pullback: { y in
      let g = y.upstreamOperand
      left.receive(reducing: shape) { into in
        combine(g, right.operand, into: Operand(slice: into, shape: shape)) { $0 * $1 }
      }
      right.receive(reducing: shape) { into in
        combine(g, left.operand, into: Operand(slice: into, shape: shape)) { $0 * $1 }
      }
    }
  }

  /// The quotient, element by element.
  ///
  /// - Parameters:
  ///   - left: of any shape.
  ///   - right: of a shape that fits.
  /// - Returns: a tensor of the shape that both are repeated to.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    let shape = left.shape.broadcast(with: right.shape, "/")
    return Tensor("/", shape: shape, of: [left, right]) { y in
      combine(left.operand, right.operand, into: Operand(slice: y, shape: shape)) { $0 / $1 }
    } pullback: { y in
      let g = y.upstreamOperand
      left.receive(reducing: shape) { into in
        combine(g, right.operand, into: Operand(slice: into, shape: shape)) { $0 / $1 }
      }
      right.receive(reducing: shape) { into in
        let product = Operand(slice: into, shape: shape)
        combine(g, y.operand, into: product) { -$0 * $1 }
        combine(product, right.operand, into: product) { $0 / $1 }
      }
    }
  }
}

extension Tensor {
  /// The tensor with a number added to every element.
  public static func + (left: Tensor, right: Float) -> Tensor {
    left.affine("+", factor: 1, offset: right)
  }

  /// The tensor with a number added to every element.
  public static func + (left: Float, right: Tensor) -> Tensor {
    right.affine("+", factor: 1, offset: left)
  }

  /// The tensor with a number subtracted from every element.
  public static func - (left: Tensor, right: Float) -> Tensor {
    left.affine("-", factor: 1, offset: -right)
  }

  /// A number minus every element.
  public static func - (left: Float, right: Tensor) -> Tensor {
    right.affine("-", factor: -1, offset: left)
  }

  /// The tensor with every element multiplied by a number.
  public static func * (left: Tensor, right: Float) -> Tensor {
    left.affine("*", factor: right, offset: 0)
  }

  /// The tensor with every element multiplied by a number.
  public static func * (left: Float, right: Tensor) -> Tensor {
    right.affine("*", factor: left, offset: 0)
  }

  /// The tensor with every element divided by a number.
  public static func / (left: Tensor, right: Float) -> Tensor {
    left.elementwise("/") { x, y in
      for i in y.indices { y[i] = x[i] / right }
    } pullback: { _, _, g, into in
      for i in into.indices { into[i] = g[i] / right }
    }
  }

  /// A number divided by every element.
  public static func / (left: Float, right: Tensor) -> Tensor {
    right.elementwise("/") { x, y in
      for i in y.indices { y[i] = left / x[i] }
    } pullback: { x, y, g, into in
      for i in into.indices { into[i] = -g[i] * y[i] / x[i] }
    }
  }

  /// The tensor with the sign of every element changed.
  public static prefix func - (operand: Tensor) -> Tensor {
    operand.affine("-", factor: -1, offset: 0)
  }

  /// Every element times a factor plus an offset.
  private func affine(_ operation: String, factor: Float, offset: Float) -> Tensor {
    elementwise(operation) { x, y in
      for i in y.indices { y[i] = factor * x[i] + offset }
    } pullback: { _, _, g, into in
      for i in into.indices { into[i] = factor * g[i] }
    }
  }
}
