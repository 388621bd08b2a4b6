import Autodiff
import Optimization

/// A short training that a seed determines: shapes, values at the start, and gradients for each step.
///
/// The numbers of a parameter depend on the seed and on its place alone, so that a case with fewer
/// parameters, fewer steps or smaller shapes keeps the numbers that remain.
public struct LawCase: Sendable, Hashable {
  /// What all numbers are drawn from.
  public let seed: UInt64

  /// The shapes of the parameters, at least one.
  public var shapes: [[Int]]

  /// The number of steps, in `1...`.
  public var steps: Int

  /// What the gradients are like.
  public var gradients: GradientKind

  /// The number of elements that a thread works on at once.
  public var tile: Int

  /// Draws a case that all parts of a composition can work on.
  ///
  /// - Parameters:
  ///   - seed: determines the case.
  ///   - composition: whose parts may refuse shapes.
  ///   - largest: the number of elements of the one large parameter that is drawn now and then, where
  ///     all parts work element by element.
  init(seed: UInt64, for composition: Composition, largest: Int) {
    var generator = SplitMix64(seed: seed)
    func draw<Value>(_ values: [Value]) -> Value {
      values[Int(generator.next() % UInt64(values.count))]
    }
    self.seed = seed
    tile = draw([4, 8])
    steps = 3
    gradients = draw(GradientKind.allCases)
    let sizes = [[1], [tile - 1], [tile], [tile + 1], [2 * tile + 3]]
    let choices = (sizes + [[3, 4], [5, 1], [4, 2], [2, 3, 2]])
      .filter { shape in composition.refusal(of: shape) == nil }
    let isCrowd = draw([false, false, false, true])
    let count = isCrowd ? 10 : draw([1, 2, 3, 4])
    shapes = (0..<count).map { _ in
      if isCrowd, composition.refusal(of: [2]) == nil { return [2] }
      return choices.isEmpty ? [2, 3] : draw(choices)
    }
    if composition.worksElementByElement, draw([0, 1, 2, 3, 4, 5, 6, 7]) == 0 {
      shapes.append([largest])
    }
  }
}

extension LawCase {
  /// The values of all parameters before the first step.
  var start: [[Float]] {
    shapes.indices.map { parameter in
      var generator = stream(parameter, step: 0)
      return (0..<count(parameter)).map { _ in
        generator.next() % 16 == 0 ? 0 : 4 * generator.nextUniform() - 2
      }
    }
  }

  /// The gradients of all parameters at a step.
  func gradients(at step: Int) -> [[Float]] {
    shapes.indices.map { parameter in
      var generator = stream(parameter, step: step)
      return gradients.gradient(count: count(parameter), step: step, from: &generator)
    }
  }

  /// What is reported before a step: it falls once.
  func metric(at step: Int) -> Double { step == 1 ? 1 : 0.5 }

  /// The number of elements of a parameter.
  func count(_ parameter: Int) -> Int { shapes[parameter].reduce(1, *) }

  private func stream(_ parameter: Int, step: Int) -> SplitMix64 {
    var mixer = SplitMix64(seed: seed &+ UInt64(parameter) << 32 &+ UInt64(step))
    return SplitMix64(seed: mixer.next())
  }
}

extension LawCase {
  /// Smaller cases, the smallest first.
  var smaller: [LawCase] {
    var cases: [LawCase] = []
    func add(_ change: (inout LawCase) -> Void) {
      var copy = self
      change(&copy)
      if copy != self { cases.append(copy) }
    }
    add { $0.shapes = [$0.shapes[0]] }
    add { $0.shapes = Array($0.shapes.prefix(($0.shapes.count + 1) / 2)) }
    if shapes.count > 1 { add { $0.shapes.removeLast() } }
    add { $0.steps = 1 }
    if steps > 1 { add { $0.steps -= 1 } }
    for parameter in shapes.indices {
      add { $0.shapes[parameter] = [1] }
      add { $0.shapes[parameter] = $0.shapes[parameter].map { _ in 1 } }
      add { $0.shapes[parameter] = $0.shapes[parameter].map { ($0 + 1) / 2 } }
    }
    add { $0.gradients = .ordinary }
    return cases
  }
}

extension LawCase: CustomStringConvertible {
  /// Everything that tells the case from others.
  public var description: String {
    "\(steps) steps with \(gradients.rawValue) gradients over \(shapes), tiles of \(tile)"
  }
}
