import Optimization
import Storing

extension Component {
  /// The part with every hyper-parameter of a name set to a number, those of parts inside, too, but not
  /// those of schedules; nil where there is none, or the number is out of its range.
  func setting(_ name: String, to number: Double) -> Self? {
    let catalogue = Catalogue(typesIn: self)
    guard let value = try? FieldValue(encoding: self, by: catalogue), value.has(name),
      let part = try? value.setting(name, to: number).decode(Self.self, by: catalogue),
      part.checks.allSatisfy(\.holds)
    else { return nil }
    return part
  }
}

extension FieldValue {
  fileprivate func setting(_ name: String, to number: Double) -> FieldValue {
    guard case .object(let fields) = self else { return self }
    return .object(
      fields.reduce(into: [:]) { changed, field in
        switch field.value {
        case .integer where field.key == name, .number where field.key == name:
          changed[field.key] = .number(number)
        case let value where field.key == "schedule": changed[field.key] = value
        case let value: changed[field.key] = value.setting(name, to: number)
        }
      })
  }

  fileprivate func has(_ name: String) -> Bool {
    guard case .object(let fields) = self else { return false }
    return fields[name] != nil
      || fields.contains { $0.key != "schedule" && $0.value.has(name) }
  }
}
