@testable import Studies
import Descent
import Foundation
import Testing
import Training

@Suite struct ForgettingTests {
  /// 0.99 of a weight is left a step, and 0.9899 where the loss has the curvature 1e-3, too.
  @Test func `steps are counted until 1 over e is left`() throws {
    let count = try Forgetting.steps(
      .sgdw(learningRate: .constant(0.1), momentum: 0, weightDecay: 0.1))
    #expect(areClose([count.flat, count.curved], [-1 / log(0.99), -1 / log(0.9899)], 1e-4))
    // v̄ is the mean over 64 elements of gradients ±1 and 18 others.
    let share = 0.1 * 0.1 / (64.0 / 82).squareRoot()
    let stable = try Forgetting.steps(.adams(learningRate: .constant(0.1), weightDecay: 0.1))
    #expect(areClose([stable.flat], [-1 / log(1 - share)], 1e-3))
  }

  @Test func `every form forgets by its share`() throws {
    var shares: [Double] = []
    let measurement = try #require(
      try Forgetting.flat([0.1]) {
        shares.append($0)
        return true
      })
    for form in Forgetting.Form.all {
      let product = measurement[Forgetting.flat(form.name, 0.1)] ?? 0
      #expect((0.93...1.001).contains(product), "\(form.name)")
    }
    #expect(measurement.values.count == 7)
    #expect(areClose([measurement[Forgetting.curved(0.1)] ?? 0], [-0.01 / log(0.9899)], 1e-4))
    #expect(areClose(shares, (0..<6).map { Double($0) / 6 }, 1e-12))
    #expect(try Forgetting.flat([0.1]) { $0 < 0.1 } == nil)
  }

  @Test(arguments: Forgetting.Form.all.map(\.name))
  func `what is left in a network is what is expected`(name: String) throws {
    let form = try #require(Forgetting.Form.all.first { $0.name == name })
    let plan = TaskPlan(data: SmallData.images, hidden: [4], batchSize: 10)
    let measurement = try Forgetting.watch(form, plan, steps: 40, seed: 31) { _ in true }
    #expect(areClose([measurement?[Forgetting.left] ?? 0], [1], 1e-3))
    #expect(try Forgetting.watch(form, plan, steps: 40, seed: 31) { $0 < 0.5 } == nil)
  }

  /// 3, 2.9, … 1.1 and then 1, twenty numbers of a hundred; the last fifth rises by 1 % in its middle.
  @Test func `rest is near the mean of the last fifth`() {
    var norms = (0..<20).map { 3 - 0.1 * Double($0) } + [Double](repeating: 1, count: 80)
    var rest = Forgetting.rest(of: norms)
    #expect(rest.time == 20 && rest.drift == 0)
    for index in 90..<100 { norms[index] = 1.01 }
    rest = Forgetting.rest(of: norms)
    #expect(rest.time == 20 && abs(rest.drift - 0.01) < 1e-12)
    // 1.1 is within 5 % of 1.05, and 1.2 is not.
    for index in 80..<100 { norms[index] = 1.05 }
    #expect(Forgetting.rest(of: norms).time == 19)
    for index in 90..<100 { norms[index] = 1.03 }
    #expect(abs(Forgetting.rest(of: norms).drift - 2.0 / 105) < 1e-12)
    #expect(Forgetting.rest(of: [5, 4, 3, 2, 1, 1, 1, 1, 1, 1]).time == 4)
  }

  @Test func `hidden weights begin eight times as long`() throws {
    let plan = TaskPlan(
      data: SmallData.images, network: .batchNormalized, hidden: [4, 4], batchSize: 10)
    let weights = try plan.makeTask(seed: 31).groups.flatMap(\.parameters)
      .filter { $0.kind == .weight }.dropLast()
    let start = weights.flatMap { $0.value.map { Double($0) * Double($0) } }.reduce(0, +)
    let measurement = try #require(
      try Forgetting.settle(0.02, plan, steps: 60, seed: 31) { _ in true })
    let course = try #require(measurement.curves["norm"])
    #expect(course.map(\.x) == [0, 25, 50])
    #expect(areClose([course[0].y], [8 * start.squareRoot()], 1e-5))
    #expect(measurement[Forgetting.time] != nil && measurement[Forgetting.drift] != nil)
    #expect(try Forgetting.settle(0.02, plan, steps: 60, seed: 31) { $0 < 0.5 } == nil)
  }
}
