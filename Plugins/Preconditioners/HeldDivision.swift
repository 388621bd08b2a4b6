import Optimization

/// The estimators and divisors that are read by their names.
private let squareEstimators: [any SquareEstimator.Type] = [
  MeanSquare.self, Variance.self, SumOfSquares.self, EvenMeanSquare.self, Surprise.self,
  MixedSquare.self, LaggedMeanSquare.self, FadingMaximum.self, RunningMaximum.self,
]

private let divisors: [any Divisor.Type] = [
  Root.self, RootPower.self, ClosingBounds.self, FlooredRoot.self, Magnitude.self,
  DistanceRoot.self,
]

/// An estimator inside a part.
struct HeldSquares: Sendable, Hashable, Codable {
  let part: any SquareEstimator

  init(part: any SquareEstimator) { self.part = part }

  init(from decoder: any Decoder) throws {
    part = try type(of: decoder, among: squareEstimators).init(from: decoder)
  }

  func encode(to encoder: any Encoder) throws { try encodeNamed(part, to: encoder) }

  static func == (a: Self, b: Self) -> Bool { AnyHashable(a.part) == AnyHashable(b.part) }

  func hash(into hasher: inout Hasher) { part.hash(into: &hasher) }
}

/// A divisor inside a part.
struct HeldDivisor: Sendable, Hashable, Codable {
  let part: any Divisor

  init(part: any Divisor) { self.part = part }

  init(from decoder: any Decoder) throws {
    part = try type(of: decoder, among: divisors).init(from: decoder)
  }

  func encode(to encoder: any Encoder) throws { try encodeNamed(part, to: encoder) }

  static func == (a: Self, b: Self) -> Bool { AnyHashable(a.part) == AnyHashable(b.part) }

  func hash(into hasher: inout Hasher) { part.hash(into: &hasher) }
}

private enum Key: String, CodingKey { case name }

private func encodeNamed(_ part: any Component, to encoder: any Encoder) throws {
  try part.encode(to: encoder)
  var container = encoder.container(keyedBy: Key.self)
  try container.encode(type(of: part).name, forKey: .name)
}

/// The type whose name is in the decoder.
private func type<Types: Collection>(
  of decoder: any Decoder, among types: Types
) throws -> Types.Element where Types.Element: Sendable {
  let container = try decoder.container(keyedBy: Key.self)
  let name = try container.decode(String.self, forKey: .name)
  guard let type = types.first(where: { ($0 as? any Component.Type)?.name == name }) else {
    throw DecodingError.dataCorruptedError(
      forKey: .name, in: container, debugDescription: "there is no \(name)")
  }
  return type
}
