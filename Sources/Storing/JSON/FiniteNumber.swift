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
