/// The role of a part: what it can stand for, in the equation or in another part.
///
/// A role is a protocol. The five of the equation have names here; a protocol of an outside author is a
/// role like them, with entries of its own in a catalogue:
///
/// ```swift
/// #expect(ConstantRate.role == .schedule)
/// #expect(MeanSquare.role == Role((any SquareEstimator).self))
/// #expect(Role.momentEstimator.name == "moment estimator")
/// ```
public struct Role: Sendable, Hashable {
  /// The name of the protocol in words, for messages and listings.
  public let name: String

  private let type: ObjectIdentifier

  /// The role that a protocol is: `Role((any LearningRateSchedule).self)`.
  public init<Part>(_ type: Part.Type) {
    self.type = ObjectIdentifier(type)
    let protocolName = String(describing: type)
    name = protocolName.split(separator: " ").last.map { words($0) } ?? protocolName
  }

  /// T, which changes the gradient first.
  public static let transform = Role((any GradientTransform).self)

  /// M, which averages gradients over time.
  public static let momentEstimator = Role((any MomentEstimator).self)

  /// P, which rescales the direction.
  public static let preconditioner = Role((any Preconditioner).self)

  /// D, which shrinks the parameters.
  public static let decayPolicy = Role((any DecayPolicy).self)

  /// η, the step size over time.
  public static let schedule = Role((any LearningRateSchedule).self)

  /// The roles of the equation, in its order.
  public static let equation = [transform, momentEstimator, preconditioner, decayPolicy, schedule]
}

extension Role: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

/// `LearningRateSchedule` as `learning rate schedule`.
private func words(_ name: Substring) -> String {
  name.reduce(into: "") { words, letter in
    if letter.isUppercase, !words.isEmpty { words += " " }
    words += letter.lowercased()
  }
}

extension GradientTransform {
  public static var role: Role { .transform }
}

extension MomentEstimator {
  public static var role: Role { .momentEstimator }
}

extension Preconditioner {
  public static var role: Role { .preconditioner }
}

extension DecayPolicy {
  public static var role: Role { .decayPolicy }
}

extension LearningRateSchedule {
  public static var role: Role { .schedule }
}
