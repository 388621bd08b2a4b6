import Descent
import Testing

private struct Part: Sendable {
  var number = 0.5
  var count: Int?
  var numbers: [Double] = []
  var three = SIMD3<Double>(1, 2, 3)
}

/// Every kind of bound, at its ends and beyond all numbers.
@Suite struct BoundTests {
  private func check(
    _ bound: Bound<Part>, _ range: String, inside: [Double], outside: [Double]
  ) {
    for (numbers, holds) in [(inside, true), (outside, false)] {
      for number in numbers {
        let found = bound.checked(on: Part(number: number))
        #expect(found.holds == holds, "\(number) in \(range)")
        #expect(found.range == range && found.name == "number")
        #expect(found.value.map { $0 == number || number.isNaN && $0.isNaN } == true)
      }
    }
  }

  @Test func `ends belong to a range as it is written`() {
    let beyond = [-Double.infinity, .infinity, .nan]
    check(
      Bound(\.number, in: 0..<1), "0 ..< 1", inside: [0, 0.5, (1 as Double).nextDown],
      outside: [-Double.leastNonzeroMagnitude, 1, 2] + beyond)
    check(
      Bound(\.number, in: 0...1), "0 ... 1", inside: [0, 0.5, 1],
      outside: [(1 as Double).nextUp] + beyond)
    check(
      Bound(\.number, in: 0.25...), "0.25...", inside: [0.25, 1e300],
      outside: [(0.25 as Double).nextDown] + beyond)
    check(
      Bound(\.number, above: 0), "greater than 0", inside: [Double.leastNonzeroMagnitude, 1e300],
      outside: [0, -1] + beyond)
    check(Bound(finite: \.number), "finite", inside: [-1e300, 0], outside: beyond)
  }

  @Test func `of several numbers the first wrong one is said, and what is not there is right`() {
    let part = Part(numbers: [1, 5, 7])
    #expect(
      "\(Bound(\Part.numbers, in: 0...3).checked(on: part))"
        == "numbers must be in 0 ... 3, but is 5")
    #expect("\(Bound(\Part.three, above: 2.5).checked(on: part))".hasSuffix("but is 1"))
    #expect(Bound(\Part.three, above: 0.5).checked(on: part).holds)
    #expect(Bound(\Part.count, in: 3...).checked(on: part).holds)
    #expect(!Bound(\Part.count, in: 3...).checked(on: Part(count: 2)).holds)
    let rule = Bound<Part>("count", must: "be even") { $0.count == nil }
    #expect("\(rule.checked(on: Part(count: 1)))" == "count must be even")
  }

  @Test(arguments: [
    (0.0, "0"), (-2, "-2"), (0.5, "0.5"), (1e15 - 1, "999999999999999"), (1e16, "1e+16"),
    (.infinity, "inf"), (1e-9, "1e-09"),
  ])
  func `whole numbers are printed without a point`(number: Double, text: String) {
    #expect(brief(number) == text)
  }
}
