package import Training

extension StudyResults {
  /// The mean and the spread of a quantity over the verdict's seeds, as a point of a curve.
  ///
  /// - Parameters:
  ///   - quantity: what was measured.
  ///   - arm: the arm.
  ///   - x: the place of the point.
  /// - Returns: the point; nil where no run that did not diverge has the quantity.
  package func point(_ quantity: Quantity, of arm: String, at x: Double) -> LineChart.Point? {
    sample(quantity, of: arm).map { LineChart.Point(x: x, y: $0.mean, deviation: $0.deviation) }
  }

  /// The mean and the spread of a course over the verdict's seeds, at the places that all runs have.
  ///
  /// - Parameters:
  ///   - curve: the name of the course.
  ///   - arm: the arm.
  /// - Returns: a point for each place; none where no run that did not diverge has the course.
  package func course(_ curve: String, of arm: String) -> [LineChart.Point] {
    let courses = seeds.compactMap { seed -> [Measurement.Place]? in
      guard let run = self[arm, seed], !run.hasDiverged else { return nil }
      return run.curves[curve]
    }
    guard let count = courses.map(\.count).min() else { return [] }
    return (0..<count).map { index in
      let sample = Sample(courses.map { $0[index].y })
      return LineChart.Point(x: courses[0][index].x, y: sample.mean, deviation: sample.deviation)
    }
  }

  /// Two quantities of the runs of the verdict's seeds that did not diverge, as a point for each run.
  ///
  /// - Parameters:
  ///   - x: the quantity of the horizontal axis.
  ///   - y: the quantity of the vertical axis.
  ///   - arm: the arm.
  /// - Returns: the points, in the order of the seeds.
  package func scatter(_ x: Quantity, _ y: Quantity, of arm: String) -> [LineChart.Point] {
    seeds.compactMap { seed in
      guard let run = self[arm, seed], !run.hasDiverged, let x = run[x], let y = run[y] else {
        return nil
      }
      return LineChart.Point(x: x, y: y)
    }
  }

  /// The means of a quantity over the verdict's seeds for every pair of two settings.
  ///
  /// - Parameters:
  ///   - title: what the numbers are.
  ///   - subtitle: which setting goes down, and which across.
  ///   - rows: the settings down.
  ///   - columns: the settings across.
  ///   - place: the quantity and the arm of a pair.
  /// - Returns: the chart; an empty field where every run diverged.
  package func heatMap<Row, Column>(
    _ title: String, _ subtitle: String, rows: [Row], columns: [Column],
    of place: (Row, Column) -> (quantity: Quantity, arm: String)
  ) -> HeatMap {
    HeatMap(
      title: title, subtitle: subtitle, columns: columns.map { "\($0)" },
      rows: rows.map { "\($0)" },
      values: rows.map { row in
        columns.map { column in
          let (quantity, arm) = place(row, column)
          return sample(quantity, of: arm)?.mean ?? .nan
        }
      })
  }
}
