public import Autodiff
import Optimization

/// A checkpoint that is being saved or loaded: what steppers keep goes through it by name.
///
/// Whatever a wrapper transfers is taken together: where a file lacks a part of it, and is allowed to,
/// all of it becomes 0, which must mean a wrapper that has not taken a step.
public struct Checkpoint {
  /// All groups that are saved or loaded.
  public let groups: [ParameterGroup]

  /// What the parts are called in the recipe; without it, the file has none.
  let catalogue: Catalogue?

  /// What is read; nil while saving.
  var reader: CheckpointReader?

  /// What is written.
  private var writer = SafeTensorsWriter()

  /// The parameters that begin in this rank's shard, and whether it is the first; nil where there is one
  /// file for everything.
  private var shard: (parameters: Set<ObjectIdentifier>, isFirst: Bool)?

  /// The first thing that can't be saved.
  private var problem: (any Error)?

  /// How many wrappers of a name have been met.
  private var wrappers: [String: Int] = [:]

  /// The wrapper whose state is transferred.
  private var wrapper = ""

  /// Creates the checkpoint of some groups.
  ///
  /// - Parameters:
  ///   - groups: all groups.
  ///   - catalogue: what the parts are called in the recipe.
  ///   - metadata: texts of whoever saves.
  init(saving groups: [ParameterGroup], catalogue: Catalogue?, metadata: [String: String]) {
    self.groups = groups
    self.catalogue = catalogue
    writer.metadata = metadata
    put("descent", checkpointVersion)
  }

  /// Creates the checkpoint that a reader reads.
  init(loading groups: [ParameterGroup], from reader: CheckpointReader) {
    self.groups = groups
    self.reader = reader
    catalogue = nil
  }
}

@available(*, unavailable)
extension Checkpoint: Sendable {}

// What wrappers use.
extension Checkpoint {
  /// Whether numbers come from a file, and not from the stepper.
  public var isLoading: Bool { reader != nil }

  /// Transfers what a wrapper keeps beside its base.
  ///
  /// - Parameters:
  ///   - name: what the wrapper is called in the file, such as `lookahead`. The next of the same name,
  ///     counted from the inside of the nest, becomes `lookahead2`.
  ///   - body: transfers all numbers.
  public mutating func wrapper(_ name: String, _ body: (inout Checkpoint) -> Void) {
    let count = (wrappers[name] ?? 0) + 1
    wrappers[name] = count
    wrapper = count == 1 ? name : "\(name)\(count)"
    body(&self)
    wrapper = ""
  }

  /// Transfers a number for each element of a parameter: `state/w/lookahead/slow` in the file.
  ///
  /// - Parameters:
  ///   - name: what the numbers are called, unique in the wrapper.
  ///   - parameter: whose elements they belong to.
  ///   - elements: the numbers, overwritten where they come from a file.
  public mutating func transfer(
    _ name: String, of parameter: Parameter, _ elements: inout MutableSpan<Float>
  ) {
    let (name, unit) = (place(name, of: parameter), unit)
    if isLoading {
      let form = CheckpointArray.Form(name: name, type: .float32, shape: parameter.shape)
      let taken = reader?.take(form, unit: unit)?.singles
      for i in elements.indices { elements[i] = taken?[i] ?? 0 }
    } else {
      guard isStored(parameter) else { return }
      put(name, shape: parameter.shape, .singles(elements.indices.map { elements[$0] }))
    }
  }

  /// Transfers a number: `lookahead/name` or `state/w/lookahead/name` in the file.
  ///
  /// - Parameters:
  ///   - name: what the number is called, unique in the wrapper.
  ///   - parameters: the parameters that share the number; left out, it belongs to the wrapper. A file
  ///     in which they don't share it is refused.
  ///   - number: the number, overwritten where it comes from a file.
  public mutating func transfer(
    _ name: String, of parameters: [Parameter]? = nil, _ number: inout Double
  ) {
    transfer(name, of: parameters, &number) { _ in nil }
  }

  /// Transfers a whole number: `lookahead/name` or `state/w/lookahead/name` in the file.
  ///
  /// - Parameters:
  ///   - name: what the number is called, unique in the wrapper.
  ///   - parameters: the parameters that share the number; left out, it belongs to the wrapper. A file
  ///     in which they don't share it is refused.
  ///   - count: the number in `0 ..< bound`, overwritten where it comes from a file.
  ///   - bound: what is too large; left out, what `Double` does not count exactly.
  public mutating func transfer(
    _ name: String, of parameters: [Parameter]? = nil, _ count: inout Int,
    below bound: Int = 1 << 53
  ) {
    var number = Double(count)
    transfer(name, of: parameters, &number) { number in
      let isCount = Int(exactly: number).map { (0..<bound).contains($0) } ?? false
      return isCount ? nil : "it must be a whole number in 0 ..< \(bound), but is \(number)"
    }
    count = Int(exactly: number) ?? 0
  }

  private mutating func transfer(
    _ name: String, of parameters: [Parameter]?, _ number: inout Double,
    refusal: (Double) -> String?
  ) {
    let names = parameters.map { $0.map { place(name, of: $0) } } ?? ["\(wrapper)/\(name)"]
    guard isLoading else {
      for (index, name) in names.enumerated() where isStored(parameters?[index]) {
        put(name, shape: [], .doubles([number]))
      }
      return
    }
    let unit = unit
    var shared: Double?
    for name in names {
      let form = CheckpointArray.Form(name: name, type: .float64, shape: [])
      guard let taken = reader?.take(form, unit: unit)?.doubles?[0] else { continue }
      if let reason = refusal(taken) {
        reader?.refuse(name, reason)
      } else if let shared, shared.bitPattern != taken.bitPattern {
        reader?.refuse(name, "it must be \(shared) for all parameters of a group, but is \(taken)")
      } else {
        shared = taken
      }
    }
    number = shared ?? 0
  }

  private func place(_ name: String, of parameter: Parameter) -> String {
    "state/\(parameter.name)/\(wrapper)/\(name)"
  }

  /// What the wrapper's numbers are taken with: a name that no parameter has.
  private var unit: String { "\(wrapper)/" }
}

// What the optimizer and the file use.
extension Checkpoint {
  /// Keeps a text.
  mutating func put(_ key: String, _ text: String) { writer.metadata[key] = text }

  /// Keeps of everything that is not cut only what begins in this rank's shard.
  mutating func share(_ groups: [GroupState], isFirst: Bool) {
    let own = groups.flatMap { group in
      zip(group.group.parameters, group.layout.ranges)
        .filter { group.layout.shards.own.contains($1.lowerBound) }.map { ObjectIdentifier($0.0) }
    }
    shard = (Set(own), isFirst)
  }

  /// Whether this rank stores what is kept whole of a parameter, or of none.
  func isStored(_ parameter: Parameter?) -> Bool {
    guard let shard else { return true }
    return parameter.map { shard.parameters.contains(ObjectIdentifier($0)) } ?? shard.isFirst
  }

  /// Keeps an array.
  mutating func put(_ name: String, shape: [Int], _ elements: CheckpointElements) {
    writer.add(name, shape: shape, elements)
  }

  /// Keeps a reason for which there will be no file.
  mutating func fail(_ error: any Error) { problem = problem ?? error }

  /// The file.
  ///
  /// - Throws: the first reason for which there is none.
  func bytes() throws -> [UInt8] {
    if let problem { throw problem }
    return try writer.bytes()
  }
}

/// The version of the format, which grows where an older reader would go wrong.
let checkpointVersion = "1"
