public import Autodiff
import Foundation
import Kernels

/// How the numbers of a parameter start.
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let weight = Initializer.kaimingUniform().values(shape: [10, 600], using: &generator)
/// #expect(weight.allSatisfy { abs($0) <= 0.1 })
/// ```
///
/// The *fan-in* of a shape `[outputs, inputs, …]` is the number of inputs that an output is computed
/// from, `inputs · …`; the *fan-out* is `outputs · …`. A vector counts as one output.
public enum Initializer: Sendable, Hashable, Codable {
  /// The same number everywhere.
  case constant(Float)

  /// Uniform between plus and minus the bound, which is in `0...`.
  case uniform(bound: Float)

  /// Normal with mean 0 and the standard deviation, which is in `0...`.
  case normal(deviation: Float)

  /// Uniform with variance 2 / ((1 + a²) fan-in), a the slope of the rectifier below 0.
  ///
  /// Keeps the variance of activations through rectified layers; with a = √5 it is uniform between
  /// plus and minus 1/√fan-in, which PyTorch starts its linear and convolution layers with.
  ///
  /// - Source: He et al., 2015, § 2.2, <https://arxiv.org/abs/1502.01852>.
  case kaimingUniform(negativeSlope: Float = 0)

  /// Normal with variance 2 / ((1 + a²) fan-in), a the slope of the rectifier below 0.
  ///
  /// - Source: He et al., 2015, § 2.2, <https://arxiv.org/abs/1502.01852>.
  case kaimingNormal(negativeSlope: Float = 0)

  /// Uniform with variance 2 / (fan-in + fan-out).
  ///
  /// - Source: Glorot and Bengio, 2010, equation 16,
  ///   <https://proceedings.mlr.press/v9/glorot10a.html>; also called Xavier.
  case glorotUniform

  /// Normal with variance 2 / (fan-in + fan-out).
  ///
  /// - Source: Glorot and Bengio, 2010, equation 12,
  ///   <https://proceedings.mlr.press/v9/glorot10a.html>; also called Xavier.
  case glorotNormal
}

extension Initializer {
  /// The numbers for a parameter of some shape.
  ///
  /// - Parameters:
  ///   - shape: the extent of each axis.
  ///   - generator: where randomness comes from.
  /// - Returns: one number for each element, row-major.
  public func values(shape: [Int], using generator: inout SplitMix64) -> [Float] {
    require(
      shape.allSatisfy { $0 > 0 },
      "Initializer: every axis must be in 1..., but the shape is \(shape)")
    let count = shape.reduce(1, *)
    let fans = Fans(shape)
    switch self {
    case .constant(let value):
      return [Float](repeating: value, count: count)
    case .uniform(let bound):
      return generator.uniform(count, bound: bound)
    case .normal(let deviation):
      return generator.normal(count, deviation: deviation)
    case .kaimingUniform(let slope):
      let variance = 2 / ((1 + slope * slope) * fans.inward)
      return generator.uniform(count, bound: (3 * variance).squareRoot())
    case .kaimingNormal(let slope):
      let variance = 2 / ((1 + slope * slope) * fans.inward)
      return generator.normal(count, deviation: variance.squareRoot())
    case .glorotUniform:
      let variance = 2 / (fans.inward + fans.outward)
      return generator.uniform(count, bound: (3 * variance).squareRoot())
    case .glorotNormal:
      let variance = 2 / (fans.inward + fans.outward)
      return generator.normal(count, deviation: variance.squareRoot())
    }
  }
}

/// How many inputs an output is computed from, and how many outputs an input goes to.
private struct Fans {
  let inward: Float
  let outward: Float

  init(_ shape: [Int]) {
    let outputs = shape.count > 1 ? shape[0] : 1
    let inputs = shape.count > 1 ? shape[1] : shape.first ?? 1
    let field = shape.dropFirst(2).reduce(1, *)
    inward = Float(inputs * field)
    outward = Float(outputs * field)
  }
}

extension SplitMix64 {
  fileprivate mutating func uniform(_ count: Int, bound: Float) -> [Float] {
    require(bound >= 0, "Initializer: bound must be in 0..., but is \(bound)")
    return (0..<count).map { _ in bound * (2 * nextUniform() - 1) }
  }

  fileprivate mutating func normal(_ count: Int, deviation: Float) -> [Float] {
    require(deviation >= 0, "Initializer: deviation must be in 0..., but is \(deviation)")
    return (0..<count).map { _ in deviation * nextNormal() }
  }

  /// The next number of a normal distribution with mean 0 and variance 1.
  ///
  /// - Source: Box and Muller, 1958, <https://doi.org/10.1214/aoms/1177706645>; one of the two numbers.
  public mutating func nextNormal() -> Float {
    // In 0 < u ≤ 1, so that the logarithm is finite.
    let u = (Double(next() >> 11) + 1) * 0x1p-53
    let angle = 2 * Double.pi * Double(next() >> 11) * 0x1p-53
    return Float((-2 * log(u)).squareRoot() * cos(angle))
  }
}

extension Parameter {
  /// Creates a parameter that starts as an initializer says.
  convenience init(
    _ name: String, shape: [Int], kind: Kind, _ initializer: Initializer,
    using generator: inout SplitMix64
  ) {
    self.init(
      name, shape: shape, kind: kind, initializer.values(shape: shape, using: &generator))
  }
}
