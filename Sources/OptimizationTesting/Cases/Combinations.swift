public import Autodiff
public import Optimization
public import Storing

/// The product of a catalogue's parts: its pairs one by one, and random full compositions.
public struct Combinations: Sendable {
  /// Where the parts come from.
  public let catalogue: Catalogue

  /// Creates the product.
  ///
  /// - Parameter catalogue: where the parts come from.
  public init(of catalogue: Catalogue) {
    self.catalogue = catalogue
  }
}

extension Combinations {
  /// All pairs of parts of two roles, with plain parts around them; legal or not.
  ///
  /// - Parameters:
  ///   - first: a role.
  ///   - second: another role.
  ///   - generator: where the hyper-parameters come from.
  /// - Returns: a composition for each pair.
  /// - Throws: `RecipeError` where the catalogue can't describe one of its own parts.
  public func pairs(
    _ first: Role, _ second: Role, using generator: inout SplitMix64
  ) throws(RecipeError) -> [Composition] {
    var compositions: [Composition] = []
    for one in catalogue.entries(first) {
      for other in catalogue.entries(second) {
        var composition = Composition.plain
        composition.put(try draw(one, using: &generator))
        composition.put(try draw(other, using: &generator))
        compositions.append(composition)
      }
    }
    return compositions
  }

  /// A random composition, legal or not: a part of every role, and up to two transforms.
  ///
  /// - Parameter generator: what determines it.
  /// - Returns: the composition.
  /// - Throws: `RecipeError` where the catalogue can't describe one of its own parts.
  public func composition(
    using generator: inout SplitMix64
  ) throws(RecipeError) -> Composition {
    var composition = Composition.plain
    for role in Role.equation {
      let entries = catalogue.entries(role)
      let count = role == .transform ? Int(generator.next() % 3) : 1
      for _ in 0..<count where !entries.isEmpty {
        let entry = entries[Int(generator.next() % UInt64(entries.count))]
        composition.put(try draw(entry, using: &generator))
      }
    }
    return composition
  }
}

extension Combinations {
  /// A part with hyper-parameters of its own; the prototype where none that were tried are in range.
  private func draw(
    _ entry: CatalogueEntry, using generator: inout SplitMix64
  ) throws(RecipeError) -> any Component {
    for _ in 0..<4 {
      let value = try value(of: entry, depth: 0, using: &generator)
      if let part = try? catalogue.part(value, role: entry.role) { return part }
    }
    return entry.prototype
  }

  /// Fields for a part, in range or not: each is drawn or left as the prototype has it.
  private func value(
    of entry: CatalogueEntry, depth: Int, using generator: inout SplitMix64
  ) throws(RecipeError) -> FieldValue {
    guard case .object(var fields) = try catalogue.value(of: entry.prototype) else { return .null }
    // A division is written under the name that its prototype has, too.
    if fields["name"] != .text(entry.name) { fields = ["name": .text(entry.name)] }
    for field in entry.fields {
      if let role = field.part {
        let entries = catalogue.entries(role)
        guard depth < 2 || fields[field.name] == nil, !entries.isEmpty else { continue }
        let inner = entries[Int(generator.next() % UInt64(entries.count))]
        fields[field.name] = try value(of: inner, depth: depth + 1, using: &generator)
      } else if let standard = fields[field.name],
        generator.next() % 2 == 0 || field.name == "rate"
      {
        fields[field.name] = drawn(like: standard, using: &generator)
      }
    }
    return .object(fields)
  }

  /// A value of the same kind; a whole number may stand for a fraction.
  private func drawn(
    like value: FieldValue, using generator: inout SplitMix64
  ) -> FieldValue {
    func draw<Value>(_ values: [Value]) -> Value {
      values[Int(generator.next() % UInt64(values.count))]
    }
    return switch value {
    case .flag: .flag(draw([false, true]))
    case .integer: draw([.integer(1), .integer(2), .integer(3), .integer(100), .number(0.25)])
    case .number: .number(draw([0, 1e-8, 0.01, 0.125, 0.375, 0.5, 0.9, 0.99, 1, 2]))
    case .null, .text, .list, .object: value
    }
  }
}

extension Composition {
  /// Puts a part where its role says.
  mutating func put(_ part: any Component) {
    switch part {
    case let part as any GradientTransform: transforms.append(part)
    case let part as any MomentEstimator: moments = part
    case let part as any Preconditioner: preconditioner = part
    case let part as any DecayPolicy: decay = part
    case let part as any LearningRateSchedule: schedule = part
    default: break
    }
  }
}
