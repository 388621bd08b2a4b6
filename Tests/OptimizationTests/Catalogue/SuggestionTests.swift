import Descent
import Optimization
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

  @Test(arguments: ["", "x", "banana", "replay"]) func far(word: String) {
    #expect(suggestion(for: word, among: names) == nil)
  }
}
