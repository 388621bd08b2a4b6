import Foundation

// The same text whatever the language settings.
extension Double {
  /// The number with a fixed number of decimals: `0.1500`.
  package func text(decimals: Int) -> String {
    isFinite ? String(format: "%.\(decimals)f", self) : "\(self)"
  }

  /// The number with about as many significant digits as asked, without an exponent where that is
  /// short: `0.0123`, `1.23e-05`.
  package func text(digits: Int = 3) -> String {
    guard isFinite else { return "\(self)" }
    if self == 0 { return "0" }
    if magnitude < 1e-3 || magnitude >= 1e6 { return String(format: "%.\(digits - 1)e", self) }
    let decimals = digits - 1 - Int(magnitude.logarithm10.rounded(.down))
    return text(decimals: Swift.max(decimals, 0))
  }

  /// The logarithm to base 10.
  var logarithm10: Double { log10(self) }
}
