public import Autodiff
public import Optimization

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
    for role in Role.allCases {
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
  /// The decays that stand inside wrappers: those that all wrappers take.
  private static let innerDecays = ["decoupled", "stable", "vanilla"]

  /// A part with some hyper-parameters of its own; the prototype where they don't fit.
  private func draw(
    _ entry: CatalogueEntry, using generator: inout SplitMix64
  ) throws(RecipeError) -> any Component {
    guard case .object(var fields) = try catalogue.value(of: entry.prototype) else {
      return entry.prototype
    }
    let rate = [0.01, 0.125, 0.5][Int(generator.next() % 3)]
    let inner = Self.innerDecays[Int(generator.next() % 3)]
    let beta = [0, 0.5, 0.9, 0.99][Int(generator.next() % 4)]
    for field in entry.fields {
      if field.part == .decayPolicy {
        fields[field.name] = .object(["name": .text(inner), "rate": .number(rate)])
      } else if field.name == "rate", entry.role == .decayPolicy {
        fields["rate"] = .number(rate)
      } else if field.name == "beta" {
        fields["beta"] = .number(beta)
      }
    }
    // Not every value is in every part's range; the prototype's are.
    return (try? catalogue.part(.object(fields), role: entry.role)) ?? entry.prototype
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
