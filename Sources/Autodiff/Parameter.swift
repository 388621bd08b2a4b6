public import Kernels

/// A named array that an optimizer changes: its value, and the gradient of the loss by it.
///
/// A parameter comes from a layer, or is made by hand; then any other engine can use the optimizers:
///
/// ```swift
/// let weight = Parameter("weight", [0.5, -1.25])
/// weight.setGradient([0.1, 0.2])
/// #expect(Array(weight.value) == [0.5, -1.25])
/// ```
///
/// A parameter is a reference: layers, groups and optimizers share it. Where its numbers lie changes
/// once, when it joins a `ParameterGroup`.
public final class Parameter {
  /// What a parameter does in its layer; presets of groups ask for it.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A matrix or a convolution's filters.
    case weight
    /// What a layer adds to its result.
    case bias
    /// The scale or shift of a normalization.
    case normalization
    /// A table of vectors, one a row.
    case embedding
  }

  /// The dotted path in the model (`encoder.0.weight`), unique among the parameters of an optimizer.
  public internal(set) var name: String

  /// The extent of each axis, row-major; empty for a scalar.
  public let shape: [Int]

  /// What the parameter does in its layer.
  public let kind: Kind

  /// The current value.
  public internal(set) var value: StorageSlice

  /// Whether a gradient has arrived since the last `clearGradient()`.
  public internal(set) var hasGradient = false {
    didSet { if hasGradient != oldValue { counts.missingGradients += hasGradient ? -1 : 1 } }
  }

  /// Where the gradient lies, whether one has arrived or not.
  var gradientSlice: StorageSlice

  /// How often a backward pass will still come by: a network may use a parameter in several places.
  var pendingUses = 0

  /// What is counted of the parameter; shared with all parameters of the group.
  var counts = ParameterCounts()

  /// The name of the group that the parameter has joined.
  public internal(set) var groupName: String?

  /// Creates a parameter.
  ///
  /// - Parameters:
  ///   - name: the name in its layer; a model puts the path before it.
  ///   - shape: the extent of each axis, each in `1...`; left out, a vector of all values.
  ///   - kind: what the parameter does; left out, a weight for two axes and more, else a bias.
  ///   - values: the start, row-major, one for each element of the shape.
  public init(_ name: String, shape: [Int]? = nil, kind: Kind? = nil, _ values: [Float]) {
    let shape = shape ?? [values.count]
    require(
      shape.allSatisfy { $0 > 0 }, "\(name): every axis must be in 1..., but the shape is \(shape)")
    require(
      shape.reduce(1, *) == values.count,
      "\(name): the shape \(shape) needs \(shape.reduce(1, *)) values, but there are \(values.count)"
    )
    self.name = name
    self.shape = shape
    self.kind = kind ?? (shape.count > 1 ? .weight : .bias)
    self.value = StorageSlice(copying: values)
    self.gradientSlice = StorageSlice(Storage(count: values.count), 0..<values.count)
  }
}

/// What is counted of the parameters of a group, or of one that is in none.
final class ParameterCounts {
  /// How often values have been changed; a graph that was computed from earlier ones is seen by it.
  var changes = 0

  /// How many of the parameters have no gradient: to ask ten thousand would cost more than their step.
  var missingGradients = 1

  /// What hears of every parameter whose gradient is complete.
  var whenComplete: ((Parameter) -> Void)?
}

@available(*, unavailable)
extension ParameterCounts: Sendable {}

@available(*, unavailable)
extension Parameter: Sendable {}

extension Parameter: CustomStringConvertible {
  /// The name, the shape and the first numbers.
  public var description: String { "\(name) \(shape): \(value)" }

  /// A name, the shape and the kind: how lists of parameters show it.
  func outline(named name: String) -> String { "\(name) \(shape) \(kind.rawValue)" }
}

extension Parameter {
  /// The number of elements.
  public var count: Int { value.count }

  /// The gradient of the loss by the value, or nil where none has arrived.
  public var gradient: StorageSlice? { hasGradient ? gradientSlice : nil }

  /// Sets the gradient.
  ///
  /// - Parameter gradient: one number for each element, row-major.
  public func setGradient(_ gradient: [Float]) {
    require(
      gradient.count == count,
      "\(name): the gradient needs \(count) elements for \(shape), but there are \(gradient.count)")
    gradientSlice.update(gradient)
    hasGradient = true
  }

  /// Sets the gradient.
  ///
  /// - Parameter gradient: one number for each element, row-major; an array is fastest.
  public func setGradient(_ gradient: some Collection<Float>) { setGradient(Array(gradient)) }

  /// A backward pass has come by one of the uses.
  func finishUse() {
    pendingUses -= 1
    if pendingUses == 0 { counts.whenComplete?(self) }
  }

  /// Forgets the gradient: the next backward pass starts anew.
  public func clearGradient() {
    hasGradient = false
  }
}
