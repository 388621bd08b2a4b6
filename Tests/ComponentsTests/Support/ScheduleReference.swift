import Descent
import Testing

/// What a schedule of another library gives: an entry of `Numbers/schedules.json`.
///
/// The others count the steps taken, k = 0, 1, …; `values[k]` is what our step t = k + 1 uses.
struct ScheduleReference: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let settings: ReferenceCase.Settings
  let values: [Double]
  /// What a schedule that follows a metric was told after each step; else empty.
  let metrics: [Double]

  var testDescription: String { name }

  private enum Keys: String, CodingKey {
    case name, settings, values, metrics
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    name = try container.decode(String.self, forKey: .name)
    settings = try container.decode(ReferenceCase.Settings.self, forKey: .settings)
    values = try container.decode([Double].self, forKey: .values)
    let lists = try container.nestedContainer(keyedBy: Keys.self, forKey: .settings)
    metrics = try lists.decodeIfPresent([Double].self, forKey: .metrics) ?? []
  }

  private struct File: Decodable {
    let schedules: [ScheduleReference]
  }

  /// All entries.
  static let all: [ScheduleReference] = {
    let file: File? = decodeNumbers("schedules")
    return file?.schedules ?? []
  }()

  /// The first k where rates are not the values; nil where they all are.
  ///
  /// Differences are measured by the largest value: the others multiply step by step, and their last
  /// digits drift.
  func firstDifference(of rates: [Double], in range: Range<Int>? = nil) -> Int? {
    let scale = values.map(abs).max() ?? 1
    return (range ?? values.indices).first { abs(rates[$0] - values[$0]) > 1e-13 * scale }
  }
}
