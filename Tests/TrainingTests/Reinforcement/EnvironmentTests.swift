import Autodiff
import Foundation
import Testing

@testable import Training

/// A world whose state can be set, for steps that gymnasium has taken.
private protocol SettableEnvironment: Environment {
  init(state: [Double])
  var numbers: [Double] { get }
}

extension CartPole: SettableEnvironment {
  init(state: [Double]) {
    self.init(
      position: state[0], velocity: state[1], angle: state[2], angularVelocity: state[3])
  }
  var numbers: [Double] { [position, velocity, angle, angularVelocity] }
}

extension MountainCar: SettableEnvironment {
  init(state: [Double]) { self.init(position: state[0], velocity: state[1]) }
  var numbers: [Double] { [position, velocity] }
}

extension Acrobot: SettableEnvironment {
  init(state: [Double]) { self.init(SIMD4(state)) }
  var numbers: [Double] { (0..<4).map { state[$0] } }
}

@Suite struct EnvironmentTests {
  /// Every step from the state before it: a free run would amplify rounding.
  @Test(arguments: [CartPole.self, MountainCar.self, Acrobot.self] as [any Environment.Type])
  func `steps are those of gymnasium`(world: any Environment.Type) throws {
    let settable = try #require(world as? any SettableEnvironment.Type)
    try check(settable)
  }

  private func check<World: SettableEnvironment>(_: World.Type) throws {
    let path = try #require(
      Bundle.module.path(forResource: "Numbers/\(World.name)", ofType: "csv"))
    let table = try Table(readingFrom: path)
    var steps = 0
    for (before, row) in zip(table.rows, table.rows.dropFirst()) where row[0] == before[0] {
      let state = { (cells: [String]) in try cells.dropFirst(5).map { try #require(Double($0)) } }
      var world = World(state: try state(before))
      let (reward, isTerminal) = world.step(try #require(Int(row[2])))
      #expect(reward == Double(row[3]))
      #expect(isTerminal == (row[4] == "1"))
      for (number, expected) in zip(world.numbers, try state(row)) {
        #expect(abs(number - expected) < 1e-12, "\(World.name), step \(row[1])")
      }
      steps += 1
    }
    #expect(steps > 100)
    #expect(table.rows.contains { $0[4] == "1" })
  }

  /// At rest: CartPole upright, the car in the valley, the arm hanging down.
  @Test func `worlds begin at rest before an episode does`() {
    #expect(CartPole().observation == [0, 0, 0, 0])
    #expect(MountainCar().observation == [-0.5, 0])
    #expect(Acrobot().observation == [1, 0, 1, 0, 0, 0])
  }

  @Test(arguments: [CartPole.self, MountainCar.self, Acrobot.self] as [any Environment.Type])
  func `episodes begin where the seed says`(world: any Environment.Type) {
    func start(_ seed: UInt64) -> [Float] {
      var generator = SplitMix64(seed: seed)
      var world = world.init()
      world.reset(using: &generator)
      return world.observation
    }
    #expect(start(3) == start(3))
    #expect(start(3) != start(4))
  }
}
