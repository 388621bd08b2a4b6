/// What the shared symbols stand for at a step.
struct StepInputs {
  var step: Int
  var learningRate: Double
  var peak: Double?
  var shape: [Int] = []
  var measured: Double?
  var scale = 1.0
  var decay = 0.0
  var gain: Double?
  var multiplier = 1.0
  var published: Published?

  /// The value of an input of a program.
  func value(of formula: Formula) -> Double {
    switch formula {
    case .t: return Double(step)
    case .η: return learningRate
    case .peak: return peak ?? .nan
    case .s: return scale
    case .λ, .R: return decay
    case .gain: return gain ?? .nan
    case .multiplier: return multiplier
    case .rows: return Double(shape.first ?? 1)
    case .columns: return Double(shape.dropFirst().reduce(1, *))
    case .axes: return Double(shape.count)
    case .call: return measured ?? .nan
    default: return published?.value(of: formula) ?? 0
    }
  }
}
