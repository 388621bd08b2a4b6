import TestSupport
import Testing

@testable import Training

/// What an axis shows, of ranges of every size.
@Suite struct AxisTests {
  private static let linear: [ClosedRange<Double>] = [
    0...1, 0...0, 5...5, -2...(-2), 0...0.7, -3...12, 98...101, 0.1...0.13, -0.4...0.02,
    0...250_000,
    -1e-6...4e-6, 3...1e12, 19.9...20.1, 0...2.5, 7...1_000,
  ]
  private static let logarithmic: [ClosedRange<Double>] = [
    1...1, 1...10, 3...4, 2e-4...3e-4, 0.02...0.9, 0.9...1_100, 1e-5...2, 1...1_000, 1e-8...1e9,
    4.9...5.1, 1e-3...1e5,
  ]

  private static func axes(_ scale: Axis.Scale) -> [(range: ClosedRange<Double>, count: Int, Axis)]
  {
    (scale == .linear ? linear : logarithmic).flatMap { range in
      [2, 4, 7].map { count in
        let ends = [range.upperBound, range.lowerBound]
        return (range, count, Axis(showing: ends, scale: scale, tickCount: count))
      }
    }
  }

  @Test func `axes are as they were`() throws {
    let lines = [Axis.Scale.linear, .logarithmic].flatMap { scale in
      Self.axes(scale).map { range, count, axis in
        "\(scale) \(range), \(count): \(axis.ticks.map(axis.label).joined(separator: " "))"
      }
    }
    let difference = try KeptText("axes.txt", beside: #filePath).difference(from: lines)
    #expect(difference == nil)
  }

  /// The least of 1, 2, 2.5 and 5 times a power of ten that needs no more steps than were asked for.
  @Test func `steps of a linear axis are the finest that are allowed`() {
    let steps = (-9...13).flatMap { power in
      [1, 2, 2.5, 5].map { $0 * (Double("1e\(power)") ?? 0) }
    }
    for (range, count, axis) in Self.axes(.linear) {
      let isPoint = range.lowerBound == range.upperBound
      let extent =
        isPoint ? max(1, range.upperBound.magnitude) : range.upperBound - range.lowerBound
      let step = steps.first { $0 * Double(count) >= extent * 0.99999 } ?? 0
      for (a, b) in zip(axis.ticks, axis.ticks.dropFirst()) {
        #expect(abs(b - a - step) < 1e-6 * step, "\(range), \(count)")
      }
      #expect(range.lowerBound - axis.range.lowerBound < step * 0.99999, "\(range), \(count)")
      #expect(
        axis.range.upperBound - range.upperBound < step * (isPoint ? 1.00001 : 0.99999),
        "\(range), \(count)")
    }
  }

  @Test(arguments: [Axis.Scale.linear, .logarithmic])
  func `everything lies on the axis, from the first tick to the last`(scale: Axis.Scale) throws {
    for (range, count, axis) in Self.axes(scale) {
      #expect(axis.ticks.count >= 2 && axis.ticks == axis.ticks.sorted())
      for value in [range.lowerBound, range.upperBound] {
        let position = try #require(axis.position(of: value))
        #expect((-1e-6...1.000001).contains(position), "\(range), \(count)")
      }
      #expect(axis.ticks.first.map { axis.position(of: $0) } == 0)
      #expect(axis.position(of: axis.range.upperBound) == 1)
      #expect(Set(axis.ticks.map(axis.label)).count == axis.ticks.count, "\(range), \(count)")
    }
  }

  @Test func `what has no place is passed over`() {
    let values: [Double] = [.nan, -1, 10, .infinity, 1, 0]
    let logarithmic = Axis(showing: values, scale: .logarithmic, tickCount: 4)
    #expect(logarithmic.range == 1...10)
    #expect([0, -1, .infinity, .nan].allSatisfy { logarithmic.position(of: $0) == nil })
    #expect(logarithmic.position(of: 10.0.squareRoot()) == 0.5)
    let linear = Axis(showing: values, scale: .linear, tickCount: 11)
    #expect(linear.range == -1...10 && linear.position(of: 4.5) == 0.5)
    #expect(linear.position(of: .nan) == nil && linear.position(of: -.infinity) == nil)
    #expect(Axis(showing: [.nan], scale: .linear, tickCount: 4).range == 0...1)
    #expect(Axis(showing: [-1], scale: .logarithmic, tickCount: 4).range == 1...10)
  }
}
