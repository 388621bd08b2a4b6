import Descent
import Storing
import Testing

@Suite struct FieldValueTests {
  @Test func `JSON is read`() throws {
    let value = try FieldValue(
      json: #" {"a": [1, -2.5e-1, 1e3, true, false, null], "β\n": {"\u0062": []}, "c": ""} "#)
    #expect(
      value
        == .object([
          "a": .list([
            .integer(1), .number(-0.25), .integer(1000), .flag(true), .flag(false), .null,
          ]),
          "β\n": .object(["b": .list([])]), "c": .text(""),
        ]))
    #expect(try FieldValue(json: value.description) == value)
    #expect(try FieldValue(json: value.json()) == value)
  }

  @Test(arguments: [
    ("", "at byte 0: a value must stand here"),
    ("{} {}", "at byte 3: nothing but spaces can follow"),
    (#"{"rate": 1, "rate": 2}"#, #"an object: "rate" is given twice"#),
    ("[1e999]", "at byte 1: the number is too large"),
    ("[1e-400]", "at byte 1: the number is too small; the smallest above 0 is 5e-324"),
    ("[-0.001e-400]", "at byte 1: the number is too small"),
    ("[NaN]", "at byte 1: JSON has no NaN"),
    ("[01]", "at byte 1: a value must stand here"),
    ("[- 1]", "at byte 1: a value must stand here"),
    ("[1.]", "at byte 1: a value must stand here"),
    ("[0x1]", "at byte 2: ] must stand here"),
    ("[1,]", "at byte 3: a value must stand here"),
    ("\"\u{1}\"", "at byte 2: a text can't hold control characters"),
    (#""\ud800""#, "at byte 8: half of a surrogate pair stands alone"),
    (String(repeating: "[", count: 100_000), "at byte 13: lists and objects can't nest deeper"),
    (
      String(repeating: #"{"a":"#, count: 100_000),
      "at byte 65: lists and objects can't nest deeper"
    ),
  ])
  func `what is no JSON is refused in one line`(_ json: String, _ message: String) {
    let error = #expect(throws: RecipeError.self) { try FieldValue(json: json) }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("no JSON: \(message)"), "\(text)")
  }

  @Test func `control characters in a name are escaped in a message`() {
    let error = #expect(throws: RecipeError.self) {
      try Composition(json: #"{"recipe": "\n\u001b[2J\u0085\u2028é"}"#, catalogue: .standard)
    }
    #expect(
      error?.description.hasPrefix(#"there is no recipe "\n\u{1B}[2J\u{0085}\u{2028}é""#) == true,
      "\(String(describing: error))")
  }

  @Test func `what 64 bits hold is read, and 0 in any form`() throws {
    #expect(try FieldValue(json: "[5e-324]") == .list([.number(.leastNonzeroMagnitude)]))
    #expect(try FieldValue(json: "[0.0e-400, 0e5]") == .list([.integer(0), .integer(0)]))
  }
}
