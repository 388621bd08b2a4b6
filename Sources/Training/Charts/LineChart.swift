/// Curves over a common axis, drawn as SVG inside a page.
///
/// Colours come from the page's style sheet (`HTMLPage`), so that a chart follows its light and dark
/// form. Each curve carries its name at its end.
///
/// ```swift
/// var page = HTMLPage(title: "A run")
/// page.charts([
///   LineChart(
///     title: "Loss", subtitle: "mean cross-entropy", horizontalLabel: "step",
///     curves: [.init(name: "training", points: [.init(x: 0, y: 2.3), .init(x: 100, y: 0.4)])])
/// ])
/// #expect(page.text.contains("<svg"))
/// ```
public struct LineChart: Sendable, Hashable {
  /// What the chart shows.
  public let title: String

  /// One sentence below the title: the unit, how it was measured.
  public let subtitle: String

  /// What the horizontal axis counts.
  public let horizontalLabel: String

  /// Whether equal distances on the vertical axis are equal ratios.
  public let isLogarithmic: Bool

  /// The curves; their order decides the colours, so it is the same in all charts of a page.
  public let curves: [Curve]

  /// A curve, with a band around it.
  public struct Curve: Sendable, Hashable {
    /// The name at its end.
    public let name: String

    /// The points, from left to right.
    ///
    /// A point that is not finite, or has no place on a logarithmic axis, interrupts the curve.
    public let points: [Point]

    /// Creates a curve.
    ///
    /// - Parameters:
    ///   - name: the name at its end.
    ///   - points: from left to right.
    public init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// A point of a curve.
  public struct Point: Sendable, Hashable {
    /// The place on the horizontal axis.
    public let x: Double
    /// The value.
    public let y: Double
    /// The ends of the band around the value; the value itself where there is none.
    public let band: ClosedRange<Double>

    /// Creates a point.
    ///
    /// - Parameters:
    ///   - x: the place on the horizontal axis.
    ///   - y: the value.
    ///   - deviation: half the height of the band around the value, in `0...`.
    public init(x: Double, y: Double, deviation: Double = 0) {
      self.x = x
      self.y = y
      let isDrawable = y.isFinite && deviation.isFinite && deviation >= 0
      band = isDrawable ? (y - deviation)...(y + deviation) : 0...0
    }
  }

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - title: what the chart shows.
  ///   - subtitle: one sentence below the title.
  ///   - horizontalLabel: what the horizontal axis counts.
  ///   - isLogarithmic: whether equal distances on the vertical axis are equal ratios.
  ///   - curves: the curves, in the order of their colours.
  public init(
    title: String, subtitle: String, horizontalLabel: String, isLogarithmic: Bool = false,
    curves: [Curve]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.horizontalLabel = horizontalLabel
    self.isLogarithmic = isLogarithmic
    self.curves = curves
  }
}
