import Foundation
package import Training

extension StudyResults {
  private static let header = ["study", "form", "arm", "seed", "quantity", "at", "value"]

  /// Whether a run diverged, among its numbers.
  private static let diverged = "diverged"

  /// Every number of every run, each with the digits that give it back exactly; in the same order
  /// whatever order the runs were done in.
  ///
  /// - Parameter study: the name of the study, for its column.
  /// - Returns: a row for each number of a run, and for each place of its courses.
  package func table(study: String) -> Table {
    var table = Table(header: Self.header)
    let keys = measurements.keys.sorted { ($0.arm, $0.seed) < ($1.arm, $1.seed) }
    for key in keys {
      guard let run = measurements[key] else { continue }
      let head = [study, form.rawValue, key.arm, "\(key.seed)"]
      table.append(head + [Self.diverged, "", run.hasDiverged ? "1" : "0"])
      for (name, value) in run.values.sorted(by: { $0.key < $1.key }) {
        table.append(head + [name, "", "\(value)"])
      }
      for (name, places) in run.curves.sorted(by: { $0.key < $1.key }) {
        for place in places { table.append(head + [name, "\(place.x)", "\(place.y)"]) }
      }
    }
    return table
  }

  /// Takes over the runs of a table that `table(study:)` made; a table without rows has none.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - study: the name of the study.
  /// - Throws: `DataError` where the file is no such table, `OtherRunError` where it is of another study
  ///   or form.
  package mutating func read(_ path: String, study: String) throws {
    try take(Table(readingFrom: path), from: path, study: study)
  }

  /// Takes over the runs of a table from a place that errors name.
  mutating func take(_ table: Table, from path: String, study: String) throws {
    guard table.header == Self.header else {
      throw OtherRunError(
        path: path, differences: ["its columns are \(table.header.joined(separator: ","))"])
    }
    for row in table.rows {
      guard row[0] == study, row[1] == form.rawValue else {
        throw OtherRunError(
          path: path,
          differences: ["it is \(row[0]), \(row[1]) there, but \(study), \(form.rawValue) here"])
      }
      guard let seed = UInt64(row[3]), let value = Double(row[6]) else {
        throw OtherRunError(path: path, differences: ["a row ends with \"\(row[6])\""])
      }
      add(value, row[4], at: Double(row[5]), to: StudyRun.Key(arm: row[2], seed: seed))
    }
  }

  private mutating func add(
    _ value: Double, _ name: String, at place: Double?, to key: StudyRun.Key
  ) {
    var run = self[key.arm, key.seed] ?? Measurement()
    if let place {
      run.curves[name, default: []].append(Measurement.Place(place, value))
    } else if name == Self.diverged {
      run.hasDiverged = value != 0
    } else {
      run.values[name] = value
    }
    self[key.arm, key.seed] = run
  }
}
