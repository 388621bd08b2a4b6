public import Autodiff
import Foundation
import Kernels

/// Two links that hang from a bar and are driven at the joint between them: the end is to be swung up by
/// a link's length above the bar.
///
/// Every step costs 1 until it is there.
///
/// - Source: Sutton, 1996, and Sutton and Barto, 1998, section 11.3,
///   <http://incompleteideas.net/book/the-book-1st.html>; numbers as in Gymnasium's Acrobot-v1.
public struct Acrobot: Environment {
  public static let name = "acrobot"
  public static let actionCount = 3
  public static let longestEpisode = 500
  public static let randomReturn = -500.0

  /// Angle of the first link from straight down, of the second from the first, and their speeds, in rad
  /// and rad/s.
  public private(set) var state = SIMD4<Double>()

  public init() {}

  /// Creates a world in a state.
  init(_ state: SIMD4<Double>) { self.state = state }

  public var observation: [Float] {
    [cos(state[0]), sin(state[0]), cos(state[1]), sin(state[1]), state[2], state[3]].map {
      Float($0)
    }
  }

  public mutating func reset(using generator: inout SplitMix64) {
    for i in 0..<4 { state[i] = generator.number(in: -0.1...0.1) }
  }

  public mutating func step(_ action: Int) -> (reward: Double, isTerminal: Bool) {
    require((0..<3).contains(action), "Acrobot: an action must be in 0..<3, but is \(action)")
    let torque = Double(action - 1)
    // The classic Runge-Kutta step of 0.2 s.
    let h = 0.2
    let k1 = slope(at: state, torque)
    let k2 = slope(at: state + h / 2 * k1, torque)
    let k3 = slope(at: state + h / 2 * k2, torque)
    let k4 = slope(at: state + h * k3, torque)
    state += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    for i in 0..<2 {
      while state[i] > .pi { state[i] -= 2 * .pi }
      while state[i] < -.pi { state[i] += 2 * .pi }
    }
    state[2] = min(max(state[2], -4 * .pi), 4 * .pi)
    state[3] = min(max(state[3], -9 * .pi), 9 * .pi)
    let isUp = -cos(state[0]) - cos(state[1] + state[0]) > 1
    return (isUp ? 0 : -1, isUp)
  }

  /// The derivative of the state: links of 1 m and 1 kg with their mass in the middle, inertia 1.
  private func slope(at state: SIMD4<Double>, _ torque: Double) -> SIMD4<Double> {
    let (gravity, middle) = (9.8, 0.5)
    let (first, second, speed, secondSpeed) = (state[0], state[1], state[2], state[3])
    let d1 = middle * middle + (1 + middle * middle + 2 * middle * cos(second)) + 2
    let d2 = middle * middle + middle * cos(second) + 1
    let pull2 = middle * gravity * cos(first + second - .pi / 2)
    let pull1 =
      -middle * secondSpeed * secondSpeed * sin(second)
      - 2 * middle * secondSpeed * speed * sin(second)
      + (middle + 1) * gravity * cos(first - .pi / 2) + pull2
    let turn2 =
      (torque + d2 / d1 * pull1 - middle * speed * speed * sin(second) - pull2)
      / (middle * middle + 1 - d2 * d2 / d1)
    let turn1 = -(d2 * turn2 + pull1) / d1
    return SIMD4(speed, secondSpeed, turn1, turn2)
  }
}
