public import Kernels

/// Parameters that share their settings, their values laid out in one array and their gradients in
/// another.
///
/// ```swift
/// let weight = Parameter("weight", shape: [2, 2], [1, 2, 3, 4])
/// let bias = Parameter("bias", [0, 0])
/// let groups = [
///   ParameterGroup("weights", [weight]),
///   ParameterGroup("biases", [bias], decayMultiplier: 0),
/// ]
/// #expect(groups[0].count == 4)
/// ```
///
/// An optimizer runs over the arrays, across the borders of parameters, so that ten thousand small
/// parameters cost what a large one does. A parameter belongs to one group, for good.
public final class ParameterGroup {
  /// The name, unique among the groups of an optimizer.
  public let name: String

  /// The parameters, in the order of the arrays.
  public let parameters: [Parameter]

  /// What the learning rate is multiplied by for this group, in `0...`.
  public let learningRateMultiplier: Double

  /// What the rate of weight decay is multiplied by for this group, in `0...`; 0 excludes it.
  public let decayMultiplier: Double

  /// The values of all parameters, one behind the other.
  public let values: Storage

  /// The gradients of all parameters, in the same places as the values.
  public let gradients: Storage

  private let counts = ParameterCounts()

  /// Creates a group and moves the parameters' values and gradients into its arrays.
  ///
  /// - Parameters:
  ///   - name: unique among the groups of an optimizer.
  ///   - parameters: parameters that belong to no group yet.
  ///   - learningRateMultiplier: in `0...`.
  ///   - decayMultiplier: in `0...`; 0 excludes the group from weight decay.
  public init(
    _ name: String, _ parameters: [Parameter], learningRateMultiplier: Double = 1,
    decayMultiplier: Double = 1
  ) {
    require(
      learningRateMultiplier >= 0 && learningRateMultiplier.isFinite,
      "\(name): learningRateMultiplier must be in 0..., but is \(learningRateMultiplier)")
    require(
      decayMultiplier >= 0 && decayMultiplier.isFinite,
      "\(name): decayMultiplier must be in 0..., but is \(decayMultiplier)")
    for parameter in parameters {
      require(
        parameter.groupName == nil,
        "\(parameter.name) is already in the group \(parameter.groupName ?? "")")
      parameter.groupName = name
      parameter.counts = counts
    }
    counts.missingGradients = parameters.count { !$0.hasGradient }
    self.name = name
    self.parameters = parameters
    self.learningRateMultiplier = learningRateMultiplier
    self.decayMultiplier = decayMultiplier
    let count = parameters.reduce(0) { $0 + $1.count }
    values = Storage(count: count)
    gradients = Storage(count: count)
    var start = 0
    for parameter in parameters {
      let range = start..<(start + parameter.count)
      parameter.value = parameter.value.moved(to: values, range)
      parameter.gradientSlice = parameter.gradientSlice.moved(to: gradients, range)
      start = range.upperBound
    }
  }
}

@available(*, unavailable)
extension ParameterGroup: Sendable {}

extension ParameterGroup: CustomStringConvertible {
  /// The name, the size and the multipliers, and below it each parameter.
  public var description: String {
    let title =
      "\(name): \(count) numbers, learning rate × \(learningRateMultiplier), "
      + "decay × \(decayMultiplier)"
    return ([title] + parameters.map { "  \($0)" }).joined(separator: "\n")
  }
}

extension ParameterGroup {
  /// The number of elements in all parameters.
  public var count: Int { values.count }

  /// Says that the values have been changed in place: a graph that was computed from them before is
  /// refused by `backward()`, whose gradient would be that of other values.
  ///
  /// An optimizer says it after each step.
  public func countChange() { counts.changes += 1 }

  /// What hears during a backward pass of every parameter of the group whose gradient is complete, while
  /// those of others are still computed; nil where nobody asks.
  ///
  /// The order is that of the graph. A parameter that the loss doesn't depend on is not heard of.
  public var whenGradientIsComplete: ((Parameter) -> Void)? {
    get { counts.whenComplete }
    set { counts.whenComplete = newValue }
  }

  /// The positions of the parameters without a gradient.
  package var withoutGradient: [Int] {
    counts.missingGradients == 0 ? [] : parameters.indices.filter { !parameters[$0].hasGradient }
  }

  /// Forgets the gradients of all parameters.
  public func clearGradients() {
    for parameter in parameters { parameter.clearGradient() }
  }
}

extension StorageSlice {
  /// The same elements in another place.
  fileprivate func moved(to storage: Storage, _ range: Range<Int>) -> StorageSlice {
    let slice = StorageSlice(storage, range)
    slice.update(self)
    return slice
  }
}
