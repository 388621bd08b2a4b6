/// A struct of layers whose parameters are found by themselves.
///
/// ```swift
/// struct Line: Model {
///   let slope = Parameter("slope", [1])
///   let offset = Parameter("offset", [0])
/// }
/// #expect(Line().parameters.map(\.name) == ["slope", "offset"])
/// ```
///
/// A stored property that is a `Parameter`, a `Model`, an array or an optional of either is visited, in
/// the order of declaration. A parameter is named by its path of property names and array indices,
/// `encoder.0.weight`, in the model that was asked last; it keeps its name once it is in a group.
public protocol Model {}

extension Model {
  /// All parameters, in the order of declaration, each once, with their dotted names.
  public var parameters: [Parameter] {
    var found: [(path: String, parameter: Parameter)] = []
    collect(Mirror(reflecting: self), path: "", into: &found)
    var seen: Set<ObjectIdentifier> = []
    return found.compactMap { path, parameter in
      guard seen.insert(ObjectIdentifier(parameter)).inserted else { return nil }
      // A group, and the optimizer's state, know it by the name it had.
      if parameter.groupName == nil { parameter.name = path }
      return parameter
    }
  }
}

/// Walks the stored properties, a level at a time: depth is the depth of the struct, not of the graph.
private func collect(
  _ mirror: Mirror, path: String, into found: inout [(path: String, parameter: Parameter)]
) {
  let isArray = mirror.displayStyle == .collection
  for (index, child) in mirror.children.enumerated() {
    guard let value = unwrapped(child.value) else { continue }
    let label = isArray ? "\(index)" : child.label ?? "\(index)"
    let childPath = path.isEmpty ? label : "\(path).\(label)"
    if let parameter = value as? Parameter {
      found.append((childPath, parameter))
    } else {
      let mirror = Mirror(reflecting: value)
      guard value is any Model || mirror.displayStyle == .collection else { continue }
      collect(mirror, path: childPath, into: &found)
    }
  }
}

/// What an optional holds; anything else as it is.
private func unwrapped(_ value: Any) -> Any? {
  let mirror = Mirror(reflecting: value)
  return mirror.displayStyle == .optional ? mirror.children.first?.value : value
}
