/// Two axes, and what lies between them; distances are in units of the drawing.
struct PlotFrame {
  let horizontal: Axis
  let vertical: Axis

  let left = 52.0
  let right: Double
  let top = 56.0
  let bottom = 288.0

  private static let width = 600.0

  /// Creates a frame that leaves room for the names of its series, to the right of the axes.
  init(horizontal: Axis, vertical: Axis, names: [String]) {
    self.horizontal = horizontal
    self.vertical = vertical
    let letters = names.map(\.count).max() ?? 0
    right = Self.width - 17 - Swift.min(Swift.max(105, 7 * Double(letters)), 260)
  }

  /// A whole drawing: titles, axes, and parts between them.
  func svg(title: String, subtitle: String, horizontalLabel: String, _ parts: [String]) -> String {
    let head = [
      Drawing.text(title, x: 0, y: 18, style: "chart-title"),
      Drawing.text(subtitle, x: 0, y: 36, style: "chart-subtitle"),
      grid,
      Drawing.text(
        horizontalLabel, x: (left + right) / 2, y: bottom + 36, style: "tick middle"),
    ]
    return Drawing.svg(width: Self.width, height: 330, title: title, head + parts)
  }

  /// The name of a series, to the right of the axes.
  func name(_ name: String, series: Int, y: Double) -> String {
    Drawing.text(name, x: right + 17, y: y + 4, style: "name series-\(series)")
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
