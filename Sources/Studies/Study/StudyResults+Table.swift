import Foundation
import Kernels
package import Training

extension StudyResults {
  private static let header = ["study", "form", "arm", "seed", "quantity", "at", "value"]

  /// Whether a run diverged, among its numbers.
  private static let diverged = "diverged"

  /// The last row of a run, by which it is seen whether the others are as they were written.
  private static let check = "check"

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
      var rows = [head + [Self.diverged, "", run.hasDiverged ? "1" : "0"]]
      for (name, value) in run.values.sorted(by: { $0.key < $1.key }) {
        rows.append(head + [name, "", "\(value)"])
      }
      for (name, places) in run.curves.sorted(by: { $0.key < $1.key }) {
        for place in places { rows.append(head + [name, "\(place.x)", "\(place.y)"]) }
      }
      for row in rows { table.append(row) }
      table.append(head + [Self.check, "", Self.fingerprint(of: rows)])
    }
    return table
  }

  /// What changes with every letter from the arm on, and with the version.
  private static func fingerprint(of rows: some Sequence<[String]>) -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(programVersion)
    for row in rows { for cell in row[2...] { fingerprint.add(cell) } }
    return "\(fingerprint)"
  }

  /// Takes over the runs of a table that `table(study:)` made; a table without rows has none.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - study: the name of the study.
  /// - Throws: `DataError` where the file is no table, `OtherRunError` where it is of another study or
  ///   form, or a run is not as this version wrote it.
  package mutating func read(_ path: String, study: String) throws {
    try take(Table(readingFrom: path), from: path, study: study)
  }

  /// Takes over the runs of a table from a place that errors name.
  mutating func take(_ table: Table, from path: String, study: String) throws {
    guard table.header == Self.header else {
      throw OtherRunError(
        path: path, differences: ["its columns are \(table.header.joined(separator: ","))"])
    }
    var rows = table.rows[...]
    while let first = rows.first {
      guard first[0] == study, first[1] == form.rawValue else {
        throw OtherRunError(
          path: path,
          differences: ["it is \(first[0]), \(first[1]) there, but \(study), \(form.rawValue) here"]
        )
      }
      let run = rows.prefix { $0[..<4] == first[..<4] }
      rows = rows.dropFirst(run.count)
      guard let key = Self.key(of: run), measurements[key] == nil else {
        throw OtherRunError(
          path: path,
          differences: [
            "the rows of \(first[2]), seed \(first[3]), are not as \(programVersion) wrote them; "
              + "delete them, or begin anew with --overwrite"
          ])
      }
      for row in run.dropLast() { add(row, to: key) }
    }
  }

  /// What tells the run from others, where its rows are as they were written.
  private static func key(of run: ArraySlice<[String]>) -> StudyRun.Key? {
    guard let last = run.last, last[4] == check, last[6] == fingerprint(of: run.dropLast()) else {
      return nil
    }
    return UInt64(last[3]).map { StudyRun.Key(arm: last[2], seed: $0) }
  }

  private mutating func add(_ row: [String], to key: StudyRun.Key) {
    var run = self[key.arm, key.seed] ?? Measurement()
    let (name, value) = (row[4], Double(row[6]) ?? .nan)
    if let place = Double(row[5]) {
      run.curves[name, default: []].append(Measurement.Place(place, value))
    } else if name == Self.diverged {
      run.hasDiverged = value != 0
    } else {
      run.values[name] = value
    }
    self[key.arm, key.seed] = run
  }
}
