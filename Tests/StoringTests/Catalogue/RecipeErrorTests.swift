import Storing
import Testing

@Suite struct RecipeErrorTests {
  private let names = ["compare", "train", "explain", "catalogue"]

  /// Among four names the near one alone is said; among more, a short name may be near by chance.
  @Test func `what is unknown comes with what is near, or with what there is`() {
    let all = "there are compare, train, explain, catalogue"
    #expect(
      unknown("trian", "word", among: names) == "there is no word \"trian\"; did you mean train?")
    #expect(unknown("banana", "word", among: names) == "there is no word \"banana\"; \(all)")
    #expect(
      unknown("trin", "word", among: names) == "there is no word \"trin\"; did you mean train?")
    let more = names + ["bench"]
    #expect(
      unknown("trin", "word", among: more)
        == "there is no word \"trin\"; did you mean train? \(all), bench")
    #expect(
      unknown("trian", "word", among: more) == "there is no word \"trian\"; did you mean train?")
    #expect(
      unknown("banana", "word", among: more, or: ["bananas"])
        == "there is no word \"banana\"; did you mean bananas?")
  }
}
