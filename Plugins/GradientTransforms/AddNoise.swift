import Foundation
import Kernels
public import Optimization

/// Adds normal noise that dies out.
///
/// ```text
/// g ← g + √(variance / t^decay) · noise        noise: independent standard normal numbers
/// ```
///
/// ```swift
/// let transform: AddNoise = .noise(variance: 0.01, seed: 7)
/// #expect(transform.lines.description == "[g ← g + √(0.01 / t^0.55)·noise]")
/// ```
///
/// The noise of an element is a function of the seed, the step and the element's place among all
/// groups: the same for any number of threads, any tile, and however often it is asked for.
///
/// - Source: Neelakantan et al., 2015, section 3, <https://arxiv.org/abs/1511.06807>; the numbers by
///   SplitMix64 (Steele, Lea and Flood, 2014) and Box and Muller, 1958.
/// - Differs: nothing; their t counts from 0 and is raised by 1. No number is beyond 5.9 deviations.
/// - Edge cases: a variance of 0 changes nothing.
/// - Complexity: one pass over each tile, of a logarithm and a cosine for each element; no state.
public struct AddNoise: GradientTransform {
  public static let name = "noise"
  public static let source = "Neelakantan et al., 2015"

  /// The variance of the first step, in the squared units of the gradient, in `0...`; the paper tries
  /// 0.01, 0.3 and 1.
  public let variance: Double

  /// How fast the variance falls, in `0...`; the paper's is 0.55.
  public let decay: Double

  /// What determines the noise.
  public let seed: UInt64

  public var bounds: [Bound<Self>] { [Bound(\.variance, in: 0...), Bound(\.decay, in: 0...)] }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let deviation = √(p.variance / .t ** p.decay)
    return [.g ← .g + deviation.named(σ) * .noise]
  }

  public func action(at step: StepContext) -> TransformAction {
    guard variance > 0 else { return .keep }
    let key = mixed(mixed(seed) &+ UInt64(step.step))
    return .rewrite(Pass(key: key, deviation: Float(step[σ])))
  }

  private struct Pass: TransformPass {
    let key: UInt64
    let deviation: Float

    func rewrite(
      _ gradient: inout MutableSpan<Float>, parameters: Span<Float>, offset: Int,
      state: inout StateView
    ) {
      for i in gradient.indices {
        gradient[i] += deviation * normal(key, at: UInt64(offset + i))
      }
    }
  }
}

private let σ: Formula = "σ"

/// A standard normal number, by its place in a sequence.
private func normal(_ key: UInt64, at position: UInt64) -> Float {
  let bits = mixed(key &+ position &* goldenRatio)
  let radius = (Float(bits >> 40) + 0.5) * 0x1p-24
  let angle = Float(bits & 0xff_ffff) * 0x1p-24
  return squareRoot(-2 * logarithm(radius)) * cos(2 * .pi * angle)
}

extension GradientTransform where Self == AddNoise {
  /// Normal noise that dies out.
  public static func noise(variance: Double, decay: Double = 0.55, seed: UInt64) -> Self {
    Self(variance: variance, decay: decay, seed: seed).checked()
  }
}
