extension LineChart {
  /// The chart as an `svg` element; where it is narrow, the names of the curves stand below it.
  public func svg(width: Double) -> String {
    LineDrawing(self, width: width).svg
  }
}

/// Where everything of a chart lies; distances are in units of the drawing.
private struct LineDrawing {
  let chart: LineChart
  let frame: PlotFrame

  let lineHeight = 15.0

  init(_ chart: LineChart, width: Double) {
    self.chart = chart
    let points = chart.curves.flatMap(\.points)
    let bounds = points.flatMap { point in
      point.y.isFinite ? [point.y, point.band.lowerBound, point.band.upperBound] : []
    }
    frame = PlotFrame(
      chart.title, chart.subtitle,
      horizontal: Axis(showing: points.map(\.x), scale: .linear, tickCount: 5),
      vertical: Axis(
        showing: bounds, scale: chart.isLogarithmic ? .logarithmic : .linear, tickCount: 5),
      names: chart.curves.map(\.name), width: width)
  }

  var svg: String {
    frame.svg(
      horizontalLabel: chart.horizontalLabel,
      [
        chart.curves.indices.map(band).joined(), chart.curves.indices.map(line).joined(),
        frame.isWide ? names : frame.legend,
      ])
  }

  /// The band of a curve: along its upper ends, and back along its lower ends.
  private func band(_ index: Int) -> String {
    let points = chart.curves[index].points
    guard points.contains(where: { $0.band.lowerBound < $0.band.upperBound }) else { return "" }
    return unbroken(points).map { run in
      let upper = run.compactMap { frame.place($0.x, $0.band.upperBound) }
      // On a logarithmic axis a band may reach below everything: it ends at the bottom.
      let lower = run.reversed().compactMap { point in
        frame.x(point.x).map { ($0, frame.y(point.band.lowerBound) ?? frame.bottom) }
      }
      return "<path class=\"band series-\(index)\" d=\"\(Drawing.path(upper + lower))Z\"/>\n"
    }.joined()
  }

  private func line(_ index: Int) -> String {
    let curve = chart.curves[index]
    let runs = unbroken(curve.points).map { run in
      Drawing.path(run.compactMap { frame.place($0.x, $0.y) })
    }
    let title = "<title>\(HTMLPage.escaped(curve.name))</title>"
    return "<path class=\"line series-\(index)\" d=\"\(runs.joined())\">\(title)</path>\n"
  }

  /// The names at the ends of the curves, pushed apart where they would overlap.
  private var names: String {
    var labels = chart.curves.indices.compactMap { index in
      unbroken(chart.curves[index].points).last?.last.flatMap { frame.place($0.x, $0.y) }
        .map { (index: index, end: $0, y: $0.1) }
    }
    labels.sort { ($0.y, $0.index) < ($1.y, $1.index) }
    for i in labels.indices.dropFirst() {
      labels[i].y = Swift.max(labels[i].y, labels[i - 1].y + lineHeight)
    }
    // What was pushed out at the bottom moves up again, and its neighbours with it.
    var limit = frame.bottom
    for i in labels.indices.reversed() {
      labels[i].y = Swift.min(labels[i].y, limit)
      limit = labels[i].y - lineHeight
    }
    let right = frame.right
    return labels.map { label in
      let (x, y) = label.end
      let leader = Drawing.path([(x + 3, y), (right + 3, y), (right + 13, label.y)])
      return "<path class=\"leader series-\(label.index)\" d=\"\(leader)\"/>"
        + frame.name(label.index, y: label.y)
    }.joined(separator: "\n")
  }

  /// The stretches of points that have a place.
  private func unbroken(_ points: [LineChart.Point]) -> [ArraySlice<LineChart.Point>] {
    points.split { frame.place($0.x, $0.y) == nil }
  }
}
