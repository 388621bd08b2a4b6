extension LineChart {
  /// The chart as an `svg` element.
  public var svg: String {
    LineDrawing(self).svg
  }
}

/// Where everything of a chart lies; distances are in units of the drawing.
private struct LineDrawing {
  let chart: LineChart
  let horizontal: Axis
  let vertical: Axis

  let width = 600.0
  let height = 330.0
  let plot = (left: 52.0, right: 478.0, top: 56.0, bottom: 288.0)
  let lineHeight = 15.0

  init(_ chart: LineChart) {
    self.chart = chart
    let points = chart.curves.flatMap(\.points)
    horizontal = Axis(showing: points.map(\.x), scale: .linear, tickCount: 5)
    let bounds = points.flatMap { point in
      point.y.isFinite ? [point.y, point.band.lowerBound, point.band.upperBound] : []
    }
    vertical = Axis(
      showing: bounds, scale: chart.isLogarithmic ? .logarithmic : .linear, tickCount: 5)
  }

  var svg: String {
    let parts = [
      Drawing.text(chart.title, x: 0, y: 18, style: "chart-title"),
      Drawing.text(chart.subtitle, x: 0, y: 36, style: "chart-subtitle"),
      grid,
      chart.curves.indices.map(band).joined(),
      chart.curves.indices.map(line).joined(),
      names,
    ]
    return Drawing.svg(width: width, height: height, title: chart.title, parts)
  }

  private var grid: String {
    let rows = vertical.ticks.compactMap { tick in
      y(tick).map { y in
        Drawing.segment((plot.left, y), (plot.right, y), style: "grid")
          + Drawing.text(vertical.label(of: tick), x: plot.left - 8, y: y + 4, style: "tick end")
      }
    }
    let columns = horizontal.ticks.compactMap { tick in
      x(tick).map { x in
        Drawing.segment((x, plot.bottom), (x, plot.bottom + 4), style: "axis")
          + Drawing.text(
            horizontal.label(of: tick), x: x, y: plot.bottom + 18, style: "tick middle")
      }
    }
    let axis = Drawing.segment((plot.left, plot.bottom), (plot.right, plot.bottom), style: "axis")
    let label = Drawing.text(
      chart.horizontalLabel, x: (plot.left + plot.right) / 2, y: plot.bottom + 36,
      style: "tick middle")
    return (rows + columns + [axis, label]).joined(separator: "\n")
  }

  /// The band of a curve: along its upper ends, and back along its lower ends.
  private func band(_ index: Int) -> String {
    let points = chart.curves[index].points
    guard points.contains(where: { $0.band.lowerBound < $0.band.upperBound }) else { return "" }
    return unbroken(points).map { run in
      let upper = run.compactMap { place($0.x, $0.band.upperBound) }
      // On a logarithmic axis a band may reach below everything: it ends at the bottom.
      let lower = run.reversed().compactMap { point in
        x(point.x).map { ($0, y(point.band.lowerBound) ?? plot.bottom) }
      }
      return "<path class=\"band series-\(index)\" d=\"\(Drawing.path(upper + lower))Z\"/>\n"
    }.joined()
  }

  private func line(_ index: Int) -> String {
    let curve = chart.curves[index]
    let runs = unbroken(curve.points).map { run in
      Drawing.path(run.compactMap { place($0.x, $0.y) })
    }
    let title = "<title>\(HTMLPage.escaped(curve.name))</title>"
    return "<path class=\"line series-\(index)\" d=\"\(runs.joined())\">\(title)</path>\n"
  }

  /// The names at the ends of the curves, pushed apart where they would overlap.
  private var names: String {
    var labels = chart.curves.indices.compactMap { index in
      unbroken(chart.curves[index].points).last?.last.flatMap { place($0.x, $0.y) }
        .map { (index: index, end: $0, y: $0.1) }
    }
    labels.sort { ($0.y, $0.index) < ($1.y, $1.index) }
    for i in labels.indices.dropFirst() {
      labels[i].y = Swift.max(labels[i].y, labels[i - 1].y + lineHeight)
    }
    // What was pushed out at the bottom moves up again, and its neighbours with it.
    var limit = plot.bottom
    for i in labels.indices.reversed() {
      labels[i].y = Swift.min(labels[i].y, limit)
      limit = labels[i].y - lineHeight
    }
    return labels.map { label in
      let (x, y) = label.end
      let leader = Drawing.path([(x + 3, y), (plot.right + 3, y), (plot.right + 13, label.y)])
      let name = chart.curves[label.index].name
      let style = "name series-\(label.index)"
      return "<path class=\"leader series-\(label.index)\" d=\"\(leader)\"/>"
        + Drawing.text(name, x: plot.right + 17, y: label.y + 4, style: style)
    }.joined(separator: "\n")
  }

  /// The stretches of points that have a place.
  private func unbroken(_ points: [LineChart.Point]) -> [ArraySlice<LineChart.Point>] {
    points.split { place($0.x, $0.y) == nil }
  }

  private func place(_ x: Double, _ y: Double) -> (Double, Double)? {
    guard let x = self.x(x), let y = self.y(y) else { return nil }
    return (x, y)
  }

  private func x(_ value: Double) -> Double? {
    horizontal.position(of: value).map { plot.left + $0 * (plot.right - plot.left) }
  }

  private func y(_ value: Double) -> Double? {
    vertical.position(of: value).map { plot.bottom - $0 * (plot.bottom - plot.top) }
  }
}
