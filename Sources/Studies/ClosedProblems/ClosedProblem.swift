import Autodiff
import Kernels
import Optimization

/// Parameters that an optimizer moves along gradients that a formula gives, with a witness of the decay.
///
/// The witness is a tensor that no loss touches: its gradient is 0, so that every step leaves 1 − Rₜ of
/// it, whatever the code under test reports. Only decay that enters through the gradient moves it
/// otherwise.
struct ClosedProblem {
  /// The tensors, without the witness.
  let tensors: [Parameter]

  private let witness: Parameter
  private let groups: [ParameterGroup]
  private var optimizer: Optimizer

  /// The number of elements of the witness; they count in means over all parameters.
  static let witnessCount = 16

  /// Creates a problem.
  ///
  /// - Parameters:
  ///   - composition: what moves the parameters.
  ///   - starts: the first values of each tensor, a group each.
  ///   - decayMultipliers: how each tensor is decayed; left out, all by the whole rate.
  /// - Throws: `OptimizerError` where the composition has no meaning.
  init(
    _ composition: Composition, starts: [[Float]], decayMultipliers: [Double]? = nil
  ) throws {
    optimizer = try Optimizer(composition)
    optimizer.threads = 1
    tensors = starts.enumerated().map { Parameter("tensor \($0)", $1) }
    witness = Parameter("witness", Self.witnessStart)
    groups =
      zip(tensors, decayMultipliers ?? starts.map { _ in 1 }).map { tensor, multiplier in
        ParameterGroup(tensor.name, [tensor], decayMultiplier: multiplier)
      } + [ParameterGroup("witness", [witness])]
  }

  // Different numbers, so that their roundings even out.
  private static let witnessStart = (0..<witnessCount).map { 1 + Float($0) / Float(witnessCount) }

  /// Takes a step.
  ///
  /// - Parameter gradient: writes the gradient of a tensor at its values.
  /// - Returns: Rₜ: the share of the witness that the step took away.
  /// - Throws: `OptimizerError` where the step is refused.
  @discardableResult
  mutating func step(
    _ gradient: (_ tensor: Int, _ values: Span<Float>, _ gradient: inout [Float]) -> Void
  ) throws -> Double {
    for (index, tensor) in tensors.enumerated() {
      var numbers = [Float](repeating: 0, count: tensor.count)
      let values = tensor.value
      gradient(index, values.span, &numbers)
      tensor.setGradient(numbers)
    }
    witness.setGradient([Float](repeating: 0, count: Self.witnessCount))
    // Under strong decay it would vanish; begun anew at every step its roundings would be alike.
    if witness.value[0] < 0.5 { witness.value.update(Self.witnessStart) }
    let before = Array(witness.value)
    try optimizer.step(groups)
    let left = zip(witness.value, before).reduce(0) { $0 + Double($1.0) / Double($1.1) }
    return 1 - left / Double(Self.witnessCount)
  }

  /// The mean of a tensor's values.
  func mean(of tensor: Int) -> Double {
    let values = tensors[tensor].value
    return values.reduce(0) { $0 + Double($1) } / Double(values.count)
  }

  /// Whether all values are finite.
  var isFinite: Bool { tensors.allSatisfy { $0.value.allSatisfy(\.isFinite) } }
}
