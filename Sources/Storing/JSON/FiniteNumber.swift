/// The number that a text stands for.
///
/// - Parameter text: a number as Swift reads it, `1e-3` or `0.001`.
/// - Returns: the number; nil for any other text, and where 64 bits hold nothing but infinity or, for a
///   number that isn't 0, nothing but 0.
package func finiteNumber(_ text: String) -> Double? {
  guard let number = Double(text), number.isFinite else { return nil }
  let digits = text.lowercased().prefix { $0 != "e" && $0 != "p" }
  return number == 0 && digits.contains { $0 != "0" && $0.isHexDigit } ? nil : number
}

/// What is the matter with a number that the arrays of an optimizer, which are of `Float`, can't hold.
///
/// - Parameters:
///   - number: any number.
///   - text: how it was written.
/// - Returns: the problem; nil where there is none, and for what is no number.
package func problem(of number: Double, as text: String) -> String? {
  if number.isNaN { return nil }
  if !Float(number).isFinite { return "\(text) is too large a number; the largest is 3.4e38" }
  return Float(number) == 0 && number != 0
    ? "\(text) is too small a number; the smallest above 0 is 1e-45" : nil
}
