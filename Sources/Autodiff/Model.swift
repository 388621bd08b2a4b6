import Kernels

/// A struct of layers whose parameters are found by themselves.
///
/// ```swift
/// struct Line: Model {
///   let slope = Parameter("slope", [1])
///   let offset = Parameter("offset", [0])
///   let largestInput = StorageSlice(copying: [0])
/// }
/// #expect(Line().parameters.map(\.name) == ["slope", "offset"])
/// #expect(Line().buffers.map(\.name) == ["largestInput"])
/// ```
///
/// A stored property that is a `Parameter`, a `Model`, an array or an optional of either is visited, in
/// the order of declaration. A parameter is named by its path of property names and array indices,
/// `encoder.0.weight`, in the model that was asked last; it keeps its name once it is in a group.
///
/// A `StorageSlice` or a `SharedGenerator` in the same places is a buffer: it is not trained, but must
/// be saved with the parameters.
public protocol Model {
  /// What stored properties are called in names, where that is not as they are called in Swift.
  ///
  /// So a model can bear the names that its weights have in a file of PyTorch:
  ///
  /// ```swift
  /// struct Scorer: Model {
  ///   let hidden, output: Linear
  ///
  ///   static let names = ["hidden": "fc1", "output": "fc2"]
  /// }
  /// var generator = SplitMix64(seed: 1)
  /// let scorer = Scorer(
  ///   hidden: Linear(from: 2, to: 3, using: &generator),
  ///   output: Linear(from: 3, to: 1, using: &generator))
  /// #expect(scorer.parameters.map(\.name).contains("fc1.weight"))
  /// ```
  ///
  /// A key with dots names what lies inside a property: `"hidden.weight": "fc1_weight"`.
  static var names: [String: String] { get }
}

extension Model {
  /// All properties are called as they are in Swift.
  public static var names: [String: String] { [:] }
}

extension Model {
  /// All parameters, in the order of declaration, each once, with their dotted names.
  public var parameters: [Parameter] {
    var found: [Parameter] = []
    var seen: Set<ObjectIdentifier> = []
    visitLeaves(of: self) { path, value in
      guard let parameter = value as? Parameter else { return }
      guard seen.insert(ObjectIdentifier(parameter)).inserted else { return }
      // A group, and the optimizer's state, know it by the name it had.
      if parameter.groupName == nil { parameter.name = path }
      found.append(parameter)
    }
    return found
  }

  /// What changes in training beside the parameters, in the order of declaration, each once, with
  /// dotted names.
  public var buffers: [Buffer] {
    var found: [Buffer] = []
    var seen: Set<ObjectIdentifier> = []
    visitLeaves(of: self) { path, value in
      if let numbers = value as? StorageSlice {
        guard !found.contains(where: { $0.holds(numbers) }) else { return }
        found.append(Buffer(path, .numbers(numbers)))
      } else if let generator = value as? SharedGenerator {
        guard seen.insert(ObjectIdentifier(generator)).inserted else { return }
        found.append(Buffer(path, .generator(generator)))
      }
    }
    return found
  }
}

/// Walks the stored properties, a level at a time: depth is the depth of the struct, not of the graph.
///
/// - Parameters:
///   - owner: what is walked.
///   - path: how it was reached.
///   - given: the whole paths that models around it name, by the path from here.
///   - body: takes the path and the value of what is neither a model nor an array.
private func visitLeaves(
  of owner: Any, path: String = "", given: [String: String] = [:],
  _ body: (_ path: String, _ value: Any) -> Void
) {
  let mirror = Mirror(reflecting: owner)
  let isArray = mirror.displayStyle == .collection
  func joined(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
  let names = ((owner as? any Model).map { type(of: $0).names } ?? [:])
    .mapValues(joined).merging(given) { $1 }
  for (index, child) in mirror.children.enumerated() {
    guard let value = unwrapped(child.value) else { continue }
    let property = isArray ? "\(index)" : child.label ?? "\(index)"
    let childPath = names[property] ?? joined(property)
    if value is any Model || Mirror(reflecting: value).displayStyle == .collection {
      let inside = names.filter { $0.key.hasPrefix("\(property).") }
        .map { (String($0.key.dropFirst(property.count + 1)), $0.value) }
      visitLeaves(
        of: value, path: childPath, given: Dictionary(uniqueKeysWithValues: inside), body)
    } else {
      body(childPath, value)
    }
  }
}

/// What an optional holds; anything else as it is.
private func unwrapped(_ value: Any) -> Any? {
  let mirror = Mirror(reflecting: value)
  return mirror.displayStyle == .optional ? mirror.children.first?.value : value
}

extension Buffer {
  /// Whether the buffer is these numbers.
  fileprivate func holds(_ numbers: StorageSlice) -> Bool {
    guard case .numbers(let own) = content else { return false }
    return own.storage === numbers.storage && own.range == numbers.range
  }
}
