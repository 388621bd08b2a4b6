import Foundation

/// Numbers as text, the same whatever the language settings.
package enum Numbers {
  /// A number with a fixed number of decimals: `0.1500`.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    value.isFinite ? String(format: "%.\(decimals)f", value) : "\(value)"
  }

  /// A number with about as many significant digits as asked, without an exponent where that is
  /// short: `0.0123`, `1.23e-05`.
  package static func significant(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return "\(value)" }
    let magnitude = Swift.abs(value)
    if value == 0 { return "0" }
    if magnitude < 1e-3 || magnitude >= 1e6 { return String(format: "%.\(digits - 1)e", value) }
    let decimals = digits - 1 - Int(magnitude.logarithm10.rounded(.down))
    return fixed(value, decimals: Swift.max(decimals, 0))
  }

  /// Text with spaces before it, to end in a column.
  package static func aligned(_ text: String, width: Int) -> String {
    String(repeating: " ", count: Swift.max(width - text.count, 0)) + text
  }
}

extension Double {
  /// The logarithm to base 10.
  var logarithm10: Double { log10(self) }
}
