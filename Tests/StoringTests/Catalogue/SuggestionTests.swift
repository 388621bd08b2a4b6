import Descent
import Storing
import Testing

@Suite struct SuggestionTests {
  let names = ["compare", "train", "explain", "catalogue"]

  @Test(arguments: [
    ("comapre", "compare"), ("Compare", "compare"), ("trian", "train"), ("catalog", "catalogue"),
    ("expl", "explain"), ("explian", "explain"),
  ])
  func near(word: String, meant: String) {
    #expect(suggestion(for: word, among: names) == meant)
  }

  /// A long word takes no room for a table of edits.
  @Test(arguments: ["", "x", "banana", "replay", String(repeating: "compare", count: 100_000)])
  func far(word: String) {
    #expect(suggestion(for: word, among: names) == nil)
  }
}
