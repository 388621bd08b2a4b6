/// The loops over whole spans that every module needs.
extension MutableSpan<Float> {
  /// Overwrites all elements with as many others.
  public mutating func copy(_ source: Span<Float>) {
    requireEqual(count, source.count)
    for i in indices { self[i] = source[i] }
  }

  /// Overwrites all elements with one number.
  public mutating func fill(_ value: Float) {
    for i in indices { self[i] = value }
  }

  /// Multiplies all elements by a number.
  public mutating func scale(by factor: Float) {
    for i in indices { self[i] *= factor }
  }

  /// Adds as many others, multiplied by a number.
  public mutating func add(_ source: Span<Float>, times factor: Float = 1) {
    requireEqual(count, source.count)
    for i in indices { self[i] += factor * source[i] }
  }
}

func requireEqual(_ count: Int, _ other: Int) {
  require(count == other, "MutableSpan: \(count) elements must be given, but \(other) are")
}
