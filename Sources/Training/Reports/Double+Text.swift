import Foundation

// The same text whatever the language settings.
extension Double {
  /// The number with a fixed number of decimals: `0.1500`.
  package func text(decimals: Int) -> String {
    isFinite ? String(format: "%.\(decimals)f", self) : "\(self)"
  }

  /// The number with about as many significant digits as asked, without an exponent where that is
  /// short: `0.0120`, `1.20e-5`.
  package func text(digits: Int = 3) -> String {
    if self == 0 { return "0" }
    let parts = String(format: "%.\(digits - 1)e", self).split(separator: "e")
    guard isFinite, let exponent = parts.last.flatMap({ Int($0) }) else { return "\(self)" }
    if !(-4..<6).contains(exponent) { return "\(parts[0])e\(exponent)" }
    return text(decimals: Swift.max(digits - 1 - exponent, 0))
  }

  /// The same without zeros at its end, for a number that somebody chose: `0.012`, `1.2e-5`.
  package func shortText(digits: Int = 3) -> String {
    let parts = text(digits: digits).split(separator: "e", maxSplits: 1)
    guard let mantissa = parts.first, mantissa.contains(".") else { return text(digits: digits) }
    var short = mantissa
    while short.last == "0" { short.removeLast() }
    if short.last == "." { short.removeLast() }
    return ([short] + parts.dropFirst()).joined(separator: "e")
  }

  /// The logarithm to base 10.
  var logarithm10: Double { log10(self) }
}
