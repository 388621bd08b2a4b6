import Autodiff
import Optimization

// `m` of Adam and `m` of heavy ball have one name and one shape, but a file of one is none of the other:
// the metadata say whose state it is.
extension Optimizer {
  /// Keeps which parts the state is of.
  func keepMeanings(in checkpoint: inout Checkpoint) {
    for (role, meaning) in composition.stateMeanings {
      checkpoint.put(meaningKey(role), meaning)
    }
    for (name, group) in composition.groups {
      for (role, meaning) in composition.whole(group).stateMeanings {
        checkpoint.put(meaningKey(role, ofGroup: name), meaning)
      }
    }
  }
}

extension CheckpointReader {
  /// Refuses state that would be rounded with other random numbers from here on.
  mutating func compare(_ precision: StatePrecision) {
    guard precision != .float32, let saved = text(precisionKey), saved != precision.description
    else {
      return
    }
    refuse(precisionKey, "it must be \(precision), but is \(saved)")
  }

  /// The roles whose state in the file is that of other parts, and why it can't be taken.
  func otherMeanings(of group: GroupState) -> [(role: String, reason: String)] {
    group.composition.stateMeanings.compactMap { role, meaning in
      let saved = text(meaningKey(role, ofGroup: group.group.name)) ?? text(meaningKey(role))
      guard let saved, saved != meaning else { return nil }
      return (role, "it must be of \(meaning), but is of \(saved)")
    }
  }
}

extension Composition {
  /// The names of the parts that keep state, with those of the parts inside them.
  fileprivate var stateMeanings: [(role: String, meaning: String)] {
    statefulParts.filter { !$0.part.stateArrays(for: [2, 2]).isEmpty }
      .map { ($0.role, $0.part.typeNames) }
  }
}

extension Component {
  /// `divided(root, meanSquare)`.
  fileprivate var typeNames: String {
    let names = inner.map(\.typeNames).joined(separator: ", ")
    return Self.name + (names.isEmpty ? "" : "(\(names))")
  }
}

/// Where the metadata say how the state is kept, if not in `Float`s.
let precisionKey = "state precision"

/// Where the metadata say of which parts the state of a role is.
private func meaningKey(_ role: String, ofGroup group: String? = nil) -> String {
  "\(role) state" + (group.map { " of \($0)" } ?? "")
}
