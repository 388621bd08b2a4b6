public import Autodiff
import Foundation
import Kernels

/// A car in a valley that is too weak to drive straight up: it has to swing.
///
/// Every step costs 1 until the car is at the flag.
///
/// - Source: Moore, 1990, <https://www.cl.cam.ac.uk/techreports/UCAM-CL-TR-209.pdf>; numbers as in
///   Gymnasium's MountainCar-v0.
public struct MountainCar: Environment {
  public static let name = "mountaincar"
  public static let actionCount = 3
  public static let longestEpisode = 200
  public static let randomReturn = -200.0

  /// Where the car is, in `-1.2...0.6`; the flag is at 0.5.
  public private(set) var position = -0.5

  /// How far it goes in a step, in `-0.07...0.07`.
  public private(set) var velocity = 0.0

  public init() {}

  /// Creates a world in a state.
  init(position: Double, velocity: Double) {
    self.position = position
    self.velocity = velocity
  }

  public var observation: [Float] { [Float(position), Float(velocity)] }

  public mutating func reset(using generator: inout SplitMix64) {
    position = generator.number(in: -0.6 ... -0.4)
    velocity = 0
  }

  public mutating func step(_ action: Int) -> (reward: Double, isTerminal: Bool) {
    require((0..<3).contains(action), "MountainCar: an action must be in 0..<3, but is \(action)")
    velocity += Double(action - 1) * 0.001 + cos(3 * position) * -0.0025
    velocity = min(max(velocity, -0.07), 0.07)
    position = min(max(position + velocity, -1.2), 0.6)
    // The wall at the left takes the speed away.
    if position == -1.2, velocity < 0 { velocity = 0 }
    return (-1, position >= 0.5 && velocity >= 0)
  }
}
