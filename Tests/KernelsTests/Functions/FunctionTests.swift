import Foundation
import Kernels
import Testing

/// A vector function, the function of `Double` that it approximates, and how well it does.
struct VectorFunction: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let vector: @Sendable (Span<Float>, inout MutableSpan<Float>) -> Void
  let scalar: @Sendable (Float) -> Float
  let exact: @Sendable (Double) -> Double
  /// The largest error, in units of the last place; those of the documentation.
  let tolerance: Double

  static let all = [
    VectorFunction(
      testDescription: "exponential", vector: { exponential($0, into: &$1) },
      scalar: { exponential($0) }, exact: { exp($0) }, tolerance: 1.1),
    VectorFunction(
      testDescription: "logarithm", vector: { logarithm($0, into: &$1) },
      scalar: { logarithm($0) }, exact: { log($0) }, tolerance: 1),
    VectorFunction(
      testDescription: "hyperbolicTangent", vector: { hyperbolicTangent($0, into: &$1) },
      scalar: { hyperbolicTangent($0) }, exact: { tanh($0) }, tolerance: 1.5),
    VectorFunction(
      testDescription: "sigmoid", vector: { sigmoid($0, into: &$1) },
      scalar: { sigmoid($0) },
      exact: { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) }, tolerance: 2.5),
    VectorFunction(
      testDescription: "errorFunction", vector: { errorFunction($0, into: &$1) },
      scalar: { errorFunction($0) }, exact: { erf($0) }, tolerance: 1.5),
    VectorFunction(
      testDescription: "squareRoot", vector: { squareRoot($0, into: &$1) },
      scalar: { squareRoot($0) }, exact: { sqrt($0) }, tolerance: 0.5),
  ]
}

@Suite struct FunctionTests {
  /// Every 65,537th of all `Float`s, and those at which something changes.
  static let samples: [Float] = {
    let regular = stride(from: UInt32.min, through: .max - 65537, by: 65537).map(
      Float.init(bitPattern:))
    let corners: [Float] = [
      0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, .infinity, .nan,
      0.625, 0.92, 1, 3.92, 4, 9.0109, 16.6355, 44.0148, 87.3365, 88.7228, 88.7229, 88.73, 89,
      103.9720, 103.9721, 103.98, 104,
    ]
    let near = corners.flatMap { [$0.nextDown, $0, $0.nextUp] }
    return regular + near + near.map { -$0 }
  }()

  /// Samples in −20...20, where most arguments are.
  static let ordinary = (-20_000...20_000).map { Float($0) * 0.001 }

  @Test("Results are as close as documented", arguments: VectorFunction.all)
  func accuracy(_ function: VectorFunction) {
    for x in Self.samples + Self.ordinary {
      let result = function.scalar(x)
      let exact = function.exact(Double(x))
      #expect(
        distanceInULP(result, exact) <= function.tolerance,
        "\(function.testDescription)(\(x)) is \(result) instead of \(exact)")
    }
  }

  @Test("A span has the bits of its elements, for any length", arguments: VectorFunction.all)
  func vectorIsScalar(_ function: VectorFunction) {
    for count in [0, 1, 7, 8, 33, 259] {
      let x = StorageSlice(copying: (0..<count).map { Self.samples[$0 * 251] })
      let y = StorageSlice(Storage(count: count), 0..<count)
      var target = y.mutableSpan
      function.vector(x.span, &target)
      #expect(y.map(\.bitPattern) == x.map { function.scalar($0).bitPattern })
    }
  }

  @Test func squareRootOfDouble() {
    for x in Self.ordinary.prefix(100) {
      #expect(squareRoot(abs(Double(x))) == sqrt(abs(Double(x))))
    }
  }
}
