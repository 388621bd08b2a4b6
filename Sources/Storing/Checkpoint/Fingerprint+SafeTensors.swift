import Kernels

extension Fingerprint {
  /// Under which key of a file's texts its fingerprint stands.
  package static let key = "descent fingerprint"

  /// How many digits it has there: all files have their arrays at the same place, whatever is in them.
  static let width = 16

  /// The digits of a file's fingerprint: that of its arrays, and of its texts in the order of their keys.
  ///
  /// Other programs may write the same contents in another way, and read what they don't know as a text.
  static func digits(arrays: Span<UInt8>, metadata: [String: String]) -> String {
    var fingerprint = Self(of: arrays)
    for (key, text) in metadata.sorted(by: { $0.key < $1.key }) {
      fingerprint.add(key)
      fingerprint.add(text)
    }
    let digits = "\(fingerprint)"
    return String(repeating: "0", count: width - digits.utf8.count) + digits
  }
}
