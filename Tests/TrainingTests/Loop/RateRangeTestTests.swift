import Descent
import Foundation
import TestSupport
import Testing
import Training

@Suite struct RateRangeTestTests {
  /// Both numbers of the parabola shrink by 1 − η a step; the loss is averaged as Adam averages.
  private func losses(_ rates: [Double]) -> [Double] {
    var (square, average) = (25.0, 0.0)
    return rates.enumerated().map { index, rate in
      average = 0.98 * average + 0.02 * square / 2
      square *= (1 - rate) * (1 - rate)
      return average / (1 - pow(0.98, Double(index + 1)))
    }
  }

  @Test func `rates rise by a factor, until the loss is over four times the lowest`() throws {
    let rates = (0..<40).map { 0.01 * pow(1e4, Double($0) / 39) }
    let test = try RateRangeTest(
      .sgd(learningRate: .constant(3), momentum: 0), on: Parabola(), rates: 0.01...100, steps: 40)
    let all = losses(rates)
    let lowest = all.indices.map { all[...$0].min() ?? 0 }
    let count = all.indices.first { all[$0] > 4 * lowest[$0] } ?? all.count
    #expect((24...38).contains(count) && test.points.count == count)
    for (point, expected) in zip(test.points, zip(rates, all)) {
      #expect(abs(point.rate / expected.0 - 1) < 1e-12)
      #expect(abs(point.loss / expected.1 - 1) < 1e-5)
    }
    let best = try #require(test.points.indices.min { all[$0] < all[$1] })
    #expect(test.best == test.points[best])
    #expect(test.suggestion == test.points[best].rate / 10)
  }

  @Test func `where the loss only rises nothing is suggested`() throws {
    let test = try RateRangeTest(
      .sgd(learningRate: .constant(1)), on: Parabola(), rates: 2.5...3, steps: 3)
    #expect(test.points.count > 1 && test.suggestion == nil)
  }

  /// The weight's group has a tenth of the rate that all others have.
  @Test func `groups with a schedule of their own keep their share`() throws {
    var composition = Composition.sgd(learningRate: .constant(2), momentum: 0)
    composition.groups["weights"] = .sgd(learningRate: .constant(0.2), momentum: 0)
    let task = Parabola()
    _ = try RateRangeTest(composition, on: task, rates: 0.1...0.2, steps: 2)
    #expect(abs(task.weight.value[0] - 3 * 0.99 * 0.98) < 1e-6)
    #expect(abs(task.bias.value[0] - 4 * 0.9 * 0.8) < 1e-6)
  }

  @Test func `it ends where it is asked to`() throws {
    var left = 3
    let test = try RateRangeTest(
      .sgd(learningRate: .constant(1)), on: Parabola(), rates: 1e-4...1e-3, steps: 9,
      goesOn: {
        left -= 1
        return left >= 0
      })
    #expect(test.points.count == 3)
  }
}
