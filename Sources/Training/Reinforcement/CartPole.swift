public import Autodiff
import Foundation
import Kernels

/// A cart on a track that balances a pole: it is pushed to the left or to the right, 50 times a second.
///
/// Every step that the pole is up, less than 12° off, and the cart within 2.4 m is a reward of 1.
///
/// - Source: Barto, Sutton and Anderson, 1983, <https://doi.org/10.1109/TSMC.1983.6313077>; numbers and
///   order of the update as in Gymnasium's CartPole-v1.
public struct CartPole: Environment {
  public static let name = "cartpole"
  public static let actionCount = 2
  public static let longestEpisode = 500
  public static let randomReturn = 22.0

  /// Place (m) and speed (m/s) of the cart.
  public private(set) var position = 0.0, velocity = 0.0

  /// Angle (rad) and angular speed (rad/s) of the pole.
  public private(set) var angle = 0.0, angularVelocity = 0.0

  public init() {}

  /// Creates a world in a state.
  init(position: Double, velocity: Double, angle: Double, angularVelocity: Double) {
    self.position = position
    self.velocity = velocity
    self.angle = angle
    self.angularVelocity = angularVelocity
  }

  public var observation: [Float] {
    [position, velocity, angle, angularVelocity].map { Float($0) }
  }

  public mutating func reset(using generator: inout SplitMix64) {
    position = generator.number(in: -0.05...0.05)
    velocity = generator.number(in: -0.05...0.05)
    angle = generator.number(in: -0.05...0.05)
    angularVelocity = generator.number(in: -0.05...0.05)
  }

  public mutating func step(_ action: Int) -> (reward: Double, isTerminal: Bool) {
    require((0..<2).contains(action), "CartPole: an action must be in 0..<2, but is \(action)")
    let (gravity, poleMass, mass, halfLength, seconds) = (9.8, 0.1, 1.1, 0.5, 0.02)
    let force = action == 1 ? 10.0 : -10.0
    let (sine, cosine) = (sin(angle), cos(angle))
    let moment = poleMass * halfLength
    let push = (force + moment * angularVelocity * angularVelocity * sine) / mass
    let turn =
      (gravity * sine - cosine * push)
      / (halfLength * (4.0 / 3 - poleMass * cosine * cosine / mass))
    let acceleration = push - moment * turn * cosine / mass
    position += seconds * velocity
    velocity += seconds * acceleration
    angle += seconds * angularVelocity
    angularVelocity += seconds * turn
    return (1, abs(position) > 2.4 || abs(angle) > 12 * 2 * Double.pi / 360)
  }
}
