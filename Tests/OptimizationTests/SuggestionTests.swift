import Autodiff
import Testing

@testable import Optimization

@Suite struct SuggestionTests {
  let names = ["compare", "train", "explain", "catalogue"]

  @Test(arguments: [
    ("comapre", "compare"), ("Compare", "compare"), ("trian", "train"), ("catalog", "catalogue"),
    ("expl", "explain"), ("explian", "explain"), ("tr", "train"),
  ])
  func near(word: String, meant: String) {
    #expect(suggestion(for: word, among: names) == meant)
  }

  /// The distance in the words of its definition: the cheapest of all ways to begin.
  private func distance(_ a: ArraySlice<Character>, _ b: ArraySlice<Character>) -> Int {
    guard let x = a.first, let y = b.first else { return a.count + b.count }
    let (rest, other) = (a.dropFirst(), b.dropFirst())
    var ways = [
      distance(rest, b) + 1, distance(a, other) + 1, distance(rest, other) + (x == y ? 0 : 1),
    ]
    if x == other.first, rest.first == y {
      ways.append(distance(rest.dropFirst(), other.dropFirst()) + 1)
    }
    return ways.min() ?? 0
  }

  @Test func `a distance is the least number of edits`() {
    var generator = SplitMix64(seed: 4)
    for _ in 0..<300 {
      let words = (0..<2).map { _ in
        String(
          (0..<(generator.next() % 6)).map { _ in "abc".randomElement(using: &generator) ?? "a" })
      }
      let (a, b) = (Array(words[0]), Array(words[1]))
      #expect(editDistance(words[0], words[1]) == distance(a[...], b[...]), "\(words)")
    }
  }

  /// A third of a word may be wrong, and no more.
  @Test func `a word may be wrong in a third of its letters`() {
    #expect(suggestion(for: "xxmpare", among: names) == "compare")
    #expect(suggestion(for: "xxxpare", among: names) == nil)
    #expect(suggestion(for: "xxain", among: names) == nil)
  }

  /// A long word takes no room for a table of edits.
  @Test(arguments: ["", "t", "x", "banana", "replay", String(repeating: "compare", count: 100_000)])
  func far(word: String) {
    #expect(suggestion(for: word, among: names) == nil)
  }
}
