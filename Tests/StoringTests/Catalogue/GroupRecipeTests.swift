import Descent
import Storing
import Testing

/// What a recipe says of groups, and what it leaves to the whole.
@Suite struct GroupRecipeTests {
  private func groups(_ recipes: String) throws -> [String: Composition] {
    try Composition(
      json: """
        {"recipe": "adamw", "decay": {"rate": 0.25},
         "schedule": {"name": "constant", "learningRate": 0.5},
         "transforms": [{"name": "clipByNorm", "limit": 2}], "groups": \(recipes)}
        """, catalogue: .standard
    ).groups
  }

  @Test func `a group has the parts of the whole but its transforms, which act anyway`() throws {
    let group = try #require(try groups(#"{"a": {"preconditioner": {"beta": 0.5}}}"#)["a"])
    #expect(
      group == .adamw(learningRate: .constant(0.5), beta2: 0.5, weightDecay: 0.25))
  }

  @Test func `a recipe of a group's own takes nothing of the whole but a schedule that it lacks`()
    throws
  {
    let groups = try groups(
      """
      {"a": {"recipe": "sgd"},
       "b": {"recipe": "sgd", "schedule": {"name": "constant", "learningRate": 0.125}}}
      """)
    #expect(groups["a"] == .sgd(learningRate: .constant(0.5)))
    #expect(groups["b"] == .sgd(learningRate: .constant(0.125)))
  }

  @Test func `transforms of a group are its own, once`() throws {
    let group = try #require(
      try groups(#"{"a": {"transforms": [{"name": "clipByValue", "limit": 1}]}}"#)["a"])
    #expect(group.transforms.map { AnyHashable($0) } == [AnyHashable(ClipByValue.clip(value: 1))])
  }
}
