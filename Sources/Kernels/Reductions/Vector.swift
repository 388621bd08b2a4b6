extension Span where Element == Float {
  /// The 16 elements from an index on.
  @inline(__always) func vector(at start: Int) -> SIMD16<Float> {
    precondition(start >= 0 && start &+ 16 <= count)
    return unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: start &* MemoryLayout<Float>.stride, as: SIMD16<Float>.self)
  }
}
