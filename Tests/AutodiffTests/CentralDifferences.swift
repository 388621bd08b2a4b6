import Autodiff
import Kernels
import Testing

/// Checks the gradients of a function by every element of its operands against central differences.
///
/// The result is made a scalar with fixed weights, so that each element of it counts differently.
/// Central differences of `Float`s are good to about the cube root of their precision: a relative
/// 1e-2 with a step of 1e-2 catches any wrong formula, and numbers made by PyTorch the rest.
func checkGradients(
  _ name: String, of shapes: [Int]..., step: Float = 1e-2, tolerance: Float = 1e-2,
  from bounds: ClosedRange<Float> = -1.5...1.5, seed: UInt64 = 1,
  sourceLocation: SourceLocation = #_sourceLocation, _ function: ([Tensor]) -> Tensor
) {
  var generator = SplitMix64(seed: seed)
  let values = shapes.map { shape in
    (0..<shape.reduce(1, *)).map { _ in
      bounds.lowerBound + (bounds.upperBound - bounds.lowerBound) * generator.nextUniform()
    }
  }
  checkGradients(
    name, at: zip(values, shapes).map { ($0, $1) }, step: step, tolerance: tolerance,
    sourceLocation: sourceLocation, function)
}

/// Checks the gradients at given numbers.
func checkGradients(
  _ name: String, at operands: [(values: [Float], shape: [Int])], step: Float = 1e-2,
  tolerance: Float = 1e-2, sourceLocation: SourceLocation = #_sourceLocation,
  _ function: ([Tensor]) -> Tensor
) {
  func loss(_ tensors: [Tensor]) -> Tensor {
    let result = function(tensors)
    let weights = (0..<result.count).map { 1 + 0.5 * Float(($0 * 7) % 5) }
    return (result * Tensor(weights, shape: result.shape)).sum()
  }
  let tensors = operands.map { Tensor($0.values, shape: $0.shape, requiresGradient: true) }
  loss(tensors).backward()
  // An operand that alone wants a gradient gets the same one.
  for which in operands.indices where operands.count > 1 {
    let alone = operands.enumerated().map {
      Tensor($1.values, shape: $1.shape, requiresGradient: $0 == which)
    }
    loss(alone).backward()
    #expect(
      alone[which].gradient.map(Array.init) == tensors[which].gradient.map(Array.init),
      "\(name): operand \(which) alone",
      sourceLocation: sourceLocation)
  }
  for (which, operand) in operands.enumerated() {
    guard let gradient = tensors[which].gradient else {
      Issue.record("\(name): no gradient by operand \(which)", sourceLocation: sourceLocation)
      continue
    }
    for i in operand.values.indices {
      let sides = [step, -step].map { change in
        let changed = operands.enumerated().map { index, operand in
          var values = operand.values
          if index == which { values[i] += change }
          return Tensor(values, shape: operand.shape)
        }
        return loss(changed).scalar
      }
      let difference = (sides[0] - sides[1]) / (2 * step)
      #expect(
        abs(gradient[i] - difference) <= tolerance * Swift.max(1, abs(difference)),
        "\(name): gradient \(gradient[i]) by element \(i) of operand \(which), by differences \(difference)",
        sourceLocation: sourceLocation)
    }
  }
}
