/// One axis of a chart: the range that it shows, its ticks, and where a value lies on it.
struct Axis: Hashable {
  /// How values are laid out along an axis.
  enum Scale: Hashable, Sendable {
    /// Equal differences are equal distances.
    case linear
    /// Equal ratios are equal distances.
    case logarithmic
  }

  let scale: Scale
  let range: ClosedRange<Double>
  let ticks: [Double]

  /// Creates an axis that shows all values, with about as many ticks as asked.
  ///
  /// - Parameters:
  ///   - values: what must be visible; values that are not finite, and on a logarithmic axis those
  ///     that are not positive, are passed over.
  ///   - scale: how values are laid out.
  ///   - tickCount: about how many ticks, in `2...`.
  init(showing values: some Sequence<Double>, scale: Scale, tickCount: Int) {
    let visible = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }
    let low = visible.min() ?? (scale == .linear ? 0 : 1)
    let high = visible.max() ?? (scale == .linear ? 1 : 10)
    self.scale = scale
    switch scale {
    case .linear: (range, ticks) = Self.linear(low, high, tickCount)
    case .logarithmic: (range, ticks) = Self.logarithmic(low, high, tickCount)
    }
  }

  /// Where a value lies: 0 at the beginning of the axis, 1 at its end; nil where it has no place.
  func position(of value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch scale {
    case .linear:
      return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic:
      guard value > 0 else { return nil }
      let low = range.lowerBound.logarithm10
      return (value.logarithm10 - low) / (range.upperBound.logarithm10 - low)
    }
  }

  /// The text of a tick, with as many decimals as tell neighbours apart.
  func label(of tick: Double) -> String {
    if tick == 0 { return "0" }
    let sizes = ticks.map(Swift.abs).filter { $0 > 0 }
    let smallest = scale == .linear ? Self.step(of: ticks) : sizes.min() ?? 1
    if smallest < 1e-3 || (sizes.max() ?? 1) >= 1e5 { return Self.short(tick) }
    let unit = scale == .linear ? smallest : tick
    let decimals = (0...4).first { decimals in
      let scaled = unit * Self.power(decimals)
      return Swift.abs(scaled - scaled.rounded()) < 1e-6 * scaled
    }
    return tick.text(decimals: decimals ?? 5)
  }

  private static func step(of ticks: [Double]) -> Double {
    ticks.count > 1 ? ticks[1] - ticks[0] : Swift.abs(ticks.first ?? 1)
  }

  /// Mantissa and exponent, as short as possible: `2.5e-05` is `2.5e-5`.
  private static func short(_ value: Double) -> String {
    let exponent = Int(Swift.abs(value).logarithm10.rounded(.down))
    return "\((value / power(exponent)).shortText())e\(exponent)"
  }

  /// Steps of 1, 2, 2.5 or 5 times a power of ten; the range ends at ticks.
  private static func linear(
    _ low: Double, _ high: Double, _ count: Int
  ) -> (ClosedRange<Double>, [Double]) {
    let extent = high > low ? high - low : Swift.max(Swift.abs(high), 1)
    let rough = extent / Double(count)
    let unit = power(Int(rough.logarithm10.rounded(.down)))
    let step = unit * ([1, 2, 2.5, 5].first { $0 * unit >= rough * 0.999999 } ?? 10)
    let first = (low / step + 1e-9).rounded(.down)
    let last = Swift.max((high / step - 1e-9).rounded(.up), first + 1)
    let ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    return (first * step...last * step, ticks)
  }

  /// Powers of ten; where they are few, 2 and 5 times these too; the range ends at ticks.
  private static func logarithmic(
    _ low: Double, _ high: Double, _ count: Int
  ) -> (ClosedRange<Double>, [Double]) {
    let decades = Int(low.logarithm10.rounded(.down))...Int(high.logarithm10.rounded(.up))
    let leading: [Double] = decades.count >= count ? [1] : decades.count > 3 ? [1, 3] : [1, 2, 5]
    let all = decades.flatMap { decade in leading.map { $0 * power(decade) } }
    let first = all.lastIndex { $0 <= low * 1.000001 } ?? 0
    let last = Swift.max(
      all.firstIndex { $0 >= high * 0.999999 } ?? all.count - 1, first + 1)
    let stride = Swift.max(1, (last - first) / Swift.max(count, 1))
    let ticks = all[first...Swift.min(last, all.count - 1)]
    let kept = ticks.enumerated().filter { $0.offset.isMultiple(of: stride) }.map(\.element)
    return (ticks[first]...(ticks.last ?? high), kept)
  }

  private static func power(_ exponent: Int) -> Double {
    // Exact as far as Double is, unlike repeated multiplication.
    Double("1e\(exponent)") ?? 1
  }
}
