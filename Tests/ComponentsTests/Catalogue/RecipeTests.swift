import Descent
import Testing

@Suite struct RecipeTests {
  @Test(arguments: Catalogue.standard.recipes.map(\.name))
  func `every recipe survives JSON`(_ name: String) throws {
    let recipe = try #require(Catalogue.standard.recipes.first { $0.name == name })
    let composition = recipe.composition(.cosine(peak: 0.1, steps: 9).warmedUp(for: 3))
    let json = try composition.recipe(catalogue: .standard).json()
    #expect(try Composition(json: json, catalogue: .standard) == composition)
  }

  @Test(arguments: Catalogue.standard.entries.map { "\($0.role) \($0.name)" })
  func `every part survives JSON`(_ label: String) throws {
    let entry = try #require(
      Catalogue.standard.entries.first { "\($0.role) \($0.name)" == label })
    let value = try Catalogue.standard.value(of: entry.prototype)
    let part = try Catalogue.standard.part(value, role: entry.role)
    #expect(AnyHashable(part) == AnyHashable(entry.prototype))
  }

  @Test(arguments: Catalogue.standard.recipes.map(\.name))
  func `every recipe is read by its name, around the schedule that is given`(_ name: String) throws
  {
    let read = try Composition(
      .object([
        "recipe": .text(name), "schedule": .object(["name": "constant", "learningRate": 0.5]),
      ]),
      catalogue: .standard)
    #expect(try read == Catalogue.standard.recipe(name).composition(.constant(0.5)))
  }

  @Test func `a named recipe may be changed in parts and in single fields`() throws {
    let composition = try Composition(
      json: """
        {"recipe": "adamw", "preconditioner": {"beta": 0.9},
         "decay": {"name": "window", "base": {"name": "stable", "rate": 0.5}, "steps": [1, 10]},
         "schedule": {"name": "constant", "learningRate": 0.1}, "transforms": [{"name": "clipByNorm", "limit": 2}]}
        """, catalogue: .standard)
    var expected = Composition.adamw(learningRate: .constant(0.1), beta2: 0.9)
    expected.decay = .stable(0.5).until(step: 10)
    expected.transforms = [.clip(globalNorm: 2)]
    #expect(composition == expected)
  }

  @Test(arguments: [
    ("{", "the recipe is no JSON"),
    ("[]", "a recipe is an object, but is []"),
    (#"{"recipe": "adamv"}"#, "there is no recipe \"adamv\"; did you mean adam?"),
    (#"{"recipe": "adam"}"#, "schedule must be given: a learning rate schedule"),
    (#"{"recipe": "adam", "moment": "gradient"}"#, "did you mean moments?"),
    (
      #"{"recipe": "adam", "schedule": {"name": "constant", "learningRate": -1}}"#,
      "schedule: constant: learningRate must be in 0..., but is -1"
    ),
    (
      #"{"recipe": "adam", "schedule": {"name": "constant", "learningRate": "x"}}"#,
      "schedule: constant.learningRate: must be a number, but is \"x\""
    ),
    (
      #"{"recipe": "adam", "schedule": "list", "preconditioner": {"epsilon": 1e-50}}"#,
      "preconditioner: rootMeanSquare.epsilon: 1e-50 is too small a number; the smallest above 0 is 1e-45"
    ),
    (
      #"{"recipe": "adamw", "decay": {"rate": -1e-46}}"#,
      "rate: -1e-46 is too small a number"
    ),
    (
      #"{"recipe": "adam", "schedule": {"name": "constant", "learningRate": 1e39}}"#,
      "schedule: constant.learningRate: 1e+39 is too large a number; the largest is 3.4e38"
    ),
    (
      #"{"recipe": "adam", "schedule": {"name": "constant"}}"#,
      "schedule: constant: learningRate must be given"
    ),
    (
      #"{"recipe": "adam", "decay": {"name": "window", "base": {"name": "stabel", "rate": 1}}}"#,
      "decay: window.base: there is no decay policy \"stabel\"; did you mean stable?"
    ),
    (
      #"{"recipe": "adam", "schedule": "list", "decay": {"name": "cautious", "base": {"name": "l2", "rate": 1}}}"#,
      "decay: cautious: base must act on the parameters"
    ),
    (
      #"{"recipe": "adam", "decay": {"name": "sum", "first": {"name": "l2", "rate": 1}, "second": {"name": "decoupled", "rate": 1}}}"#,
      "decay: sum: second must enter where the first does"
    ),
    (
      #"{"recipe": "adam", "preconditioner": {"bta": 1}}"#,
      "preconditioner: rootMeanSquare: there is no field \"bta\"; did you mean beta?"
    ),
  ])
  func `what is wrong is said in one line`(_ json: String, _ message: String) {
    let error = #expect(throws: RecipeError.self) {
      try Composition(json: json, catalogue: .standard)
    }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }
}
