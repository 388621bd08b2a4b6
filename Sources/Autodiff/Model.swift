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
/// A stored property that is a `Parameter`, a `Model`, or an array, a dictionary, a tuple, an enumeration
/// or an optional of either is visited, in the order of declaration and of keys; what a class inherits
/// comes first. A parameter is named by its path of property names, indices, keys and cases,
/// `encoder.0.weight`, in the model that was asked last; it keeps its name once it is in a group. Anything
/// else that has a parameter or a model in it is refused: it would not be trained. What a closure holds,
/// or a lazy property that nobody has read, is not found.
///
/// A `StorageSlice` or a `SharedGenerator` in the same places is a buffer: it is not trained, but must
/// be saved with the parameters.
///
/// A model prints itself as the list of its parameters.
public protocol Model: CustomStringConvertible {
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
    foundParameters.map { path, parameter in
      // A group, and the optimizer's state, know it by the name it had.
      if parameter.groupName == nil { parameter.name = path }
      return parameter
    }
  }

  /// The parameters with their paths; unlike `parameters`, it gives none of them another name.
  private var foundParameters: [(path: String, parameter: Parameter)] {
    var found: [(path: String, parameter: Parameter)] = []
    var seen: Set<ObjectIdentifier> = []
    visitLeaves(of: self) { path, value in
      guard let parameter = value as? Parameter else { return }
      guard seen.insert(ObjectIdentifier(parameter)).inserted else { return }
      found.append((path, parameter))
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

  /// The type and how many numbers it has, and below it the name, the shape and the kind of each parameter.
  public var description: String {
    let count = foundParameters.reduce(0) { $0 + $1.parameter.count }
    let lines = foundParameters.map { "  \($1.outline(named: $0))" }
    return (["\(type(of: self)): \(count) numbers"] + lines).joined(separator: "\n")
  }
}

/// Something in a model, and how it was reached.
private struct Place {
  var path = ""
  let value: Any

  /// The whole paths that models around it name, by the path from here.
  var given: [String: String] = [:]

  func joined(_ name: String) -> String {
    path.isEmpty || name.isEmpty ? path + name : "\(path).\(name)"
  }
}

/// Walks the stored properties in their order, what is inside each before the next; what a class holds, once.
///
/// - Parameters:
///   - model: what is walked.
///   - body: takes the path and the value of what is neither a model nor a container.
private func visitLeaves(of model: Any, _ body: (_ path: String, _ value: Any) -> Void) {
  var visited: Set<ObjectIdentifier> = []
  var waiting = [Place(value: model)]
  while let place = waiting.popLast() {
    guard place.value is any Model || isContainer(place.value) else {
      body(place.path, place.value)
      continue
    }
    // A class can hold itself.
    if type(of: place.value) is AnyClass,
      !visited.insert(ObjectIdentifier(place.value as AnyObject)).inserted
    {
      continue
    }
    waiting += parts(of: place).reversed()
  }
}

/// What lies in a place; stops the program where parameters would not be found.
private func parts(of place: Place) -> [Place] {
  let owner = place.value
  let names = ((owner as? any Model).map { type(of: $0).names } ?? [:])
    .mapValues(place.joined).merging(place.given) { $1 }
  return properties(of: owner).map { property, value in
    let reason = reasonNotToBeFound(value)
    require(
      reason == nil,
      "\(type(of: owner)).\(property) has parameters that would not be found: \(reason ?? "")")
    let inside = names.filter { $0.key.hasPrefix("\(property).") }
      .map { (String($0.key.dropFirst(property.count + 1)), $0.value) }
    return Place(
      path: names[property] ?? place.joined(property), value: value,
      given: Dictionary(uniqueKeysWithValues: inside))
  }
}

/// Why parameters in a value would not be found, and what to do; nil where there are none, or they will be.
private func reasonNotToBeFound(_ value: Any) -> String? {
  if value is any Model || value is Parameter || value is Tensor { return nil }
  func areIn(_ values: some Sequence<Any>) -> Bool {
    values.contains { $0 is Parameter || $0 is any Model }
  }
  switch Mirror(reflecting: value).displayStyle {
  case .dictionary:
    return areIn((value as? [AnyHashable: Any] ?? [:]).keys.map(\.base))
      ? "make them the values of the dictionary, not its keys" : nil
  case .set:
    return areIn(properties(of: value).map(\.value))
      ? "put them into an array, for a set has no order" : nil
  default:
    return !isContainer(value) && areIn(properties(of: value).map(\.value))
      ? "declare \(type(of: value)) a Model" : nil
  }
}

/// Whether what is inside a value is visited, though it is no model.
private func isContainer(_ value: Any) -> Bool {
  switch Mirror(reflecting: value).displayStyle {
  case .collection, .dictionary, .tuple, .enum: true
  default: false
  }
}

/// What a value is made of, with its names, in an order that is always the same; nothing that is nil.
private func properties(of owner: Any) -> [(name: String, value: Any)] {
  let mirror = Mirror(reflecting: owner)
  if mirror.displayStyle == .dictionary {
    return (owner as? [AnyHashable: Any] ?? [:])
      .map { (name: "\($0.key)", value: $0.value) }.sorted { $0.name < $1.name }
      .compactMap { part in unwrapped(part.value).map { (part.name, $0) } }
  }
  let ancestors = Array(sequence(first: mirror, next: \.superclassMirror)).reversed()
  return ancestors.flatMap(\.children).enumerated().compactMap { index, child in
    unwrapped(child.value).map { (child.label.map(plainName) ?? "\(index)", $0) }
  }
}

/// The name of what a mirror labels: a place in a tuple has a point before its number, and a lazy property
/// a mark of the compiler.
private func plainName(_ label: String) -> String {
  for mark in [".", "$__lazy_storage_$_"] where label.hasPrefix(mark) {
    return String(label.dropFirst(mark.count))
  }
  return label
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
