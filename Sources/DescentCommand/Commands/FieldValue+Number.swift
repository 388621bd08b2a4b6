import Storing

extension FieldValue {
  /// The number of a part in the first of some fields, or of what the part wraps; nil where it has none.
  func number(in names: [String]) -> Double? {
    guard case .object(let fields) = self else { return nil }
    guard let name = names.first(where: { fields[$0] != nil }) else {
      return fields["base"]?.number(in: names)
    }
    return switch fields[name] {
    case .number(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  /// The same with another number in that field; nil where it has none.
  func withNumber(_ number: Double, in names: [String]) -> FieldValue? {
    guard case .object(var fields) = self else { return nil }
    if let name = names.first(where: { fields[$0] != nil }) {
      fields[name] = .number(number)
    } else if let base = fields["base"]?.withNumber(number, in: names) {
      fields["base"] = base
    } else {
      return nil
    }
    return .object(fields)
  }
}
