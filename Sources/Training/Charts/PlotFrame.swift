/// Two axes, and what lies between them; distances are in units of the drawing.
struct PlotFrame {
  let horizontal: Axis
  let vertical: Axis

  let left = 52.0
  let right: Double
  let top: Double
  let bottom: Double

  /// Whether the names of the series stand to the right of the axes, and not below.
  let isWide: Bool

  private let width: Double
  private let title: String
  private let head: String
  private let names: [String]

  /// Creates a frame that leaves room for its titles, and for the names of its series.
  init(
    _ title: String, _ subtitle: String, horizontal: Axis, vertical: Axis, names: [String],
    width: Double
  ) {
    self.horizontal = horizontal
    self.vertical = vertical
    self.names = names
    self.width = width
    self.title = title
    (head, top) = Drawing.head(title, subtitle, width: width)
    bottom = top + 232
    isWide = width >= 500
    let letters = names.map(\.count).max() ?? 0
    right = isWide ? width - 17 - Swift.min(Swift.max(105, 7 * Double(letters)), 260) : width - 20
  }

  /// A whole drawing: titles, axes, and parts between them.
  func svg(horizontalLabel: String, _ parts: [String]) -> String {
    let label = Drawing.text(
      horizontalLabel, x: (left + right) / 2, y: bottom + 36, style: "tick middle")
    let height = bottom + 42 + (isWide ? 0 : 6 + 18 * Double(names.count))
    return Drawing.svg(width: width, height: height, title: title, [head, grid, label] + parts)
  }

  /// The name of a series, to the right of the axes.
  func name(_ series: Int, y: Double) -> String {
    Drawing.text(names[series], x: right + 17, y: y + 4, style: "name series-\(series)")
  }

  /// The names of all series below each other: to the right of the axes where it is wide, else below.
  var legend: String {
    names.indices.map { series in
      if isWide { return name(series, y: top + 15 * Double(series)) }
      let y = bottom + 56 + 18 * Double(series)
      return Drawing.segment((0, y), (20, y), style: "line series-\(series)")
        + Drawing.text(names[series], x: 28, y: y + 4, style: "name series-\(series)")
    }.joined(separator: "\n")
  }

  /// Where a pair of values lies; nil where it has no place.
  func place(_ x: Double, _ y: Double) -> (Double, Double)? {
    guard let x = self.x(x), let y = self.y(y) else { return nil }
    return (x, y)
  }

  /// Where a value of the horizontal axis lies.
  func x(_ value: Double) -> Double? {
    horizontal.position(of: value).map { left + $0 * (right - left) }
  }

  /// Where a value of the vertical axis lies.
  func y(_ value: Double) -> Double? {
    vertical.position(of: value).map { bottom - $0 * (bottom - top) }
  }

  private var grid: String {
    let rows = vertical.ticks.compactMap { tick in
      y(tick).map { y in
        Drawing.segment((left, y), (right, y), style: "grid")
          + Drawing.text(vertical.label(of: tick), x: left - 8, y: y + 4, style: "tick end")
      }
    }
    let columns = horizontal.ticks.compactMap { tick in
      x(tick).map { x in
        Drawing.segment((x, bottom), (x, bottom + 4), style: "axis")
          + Drawing.text(horizontal.label(of: tick), x: x, y: bottom + 18, style: "tick middle")
      }
    }
    let axis = Drawing.segment((left, bottom), (right, bottom), style: "axis")
    return (rows + columns + [axis]).joined(separator: "\n")
  }
}
