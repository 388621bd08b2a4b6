import Descent
import Foundation
import Storing

/// The flags that compose an optimizer: a recipe, and parts that take the place of the recipe's.
struct CompositionOptions: OptionGroup {
  let optimizer = Option(
    "optimizer", .text("NAME"),
    help: "the recipe to begin with, as descent catalogue lists them; adamw where left out")
  let recipe = Option(
    "recipe", .text("FILE"), help: "a recipe as JSON to begin with, in place of --optimizer")
  let learningRate = Option(
    "learning-rate", .number(in: 0...),
    help: "the largest learning rate; that of the recipe's source where left out, as descent "
      + "catalogue lists it: 1 for adadelta, 0.001 for adamw")
  let schedule = Option(
    "schedule", .phrase,
    help: "the learning rate over time, as in step:0.1,2000; cosine where left out")
  let warmUp = Option(
    "warm-up", .integer(in: 1...), default: 1,
    help: "the step that first has the whole learning rate")
  let decay = Option(
    "decay", .phrase,
    help: "the weight decay, as in stable:5e-4 or decoupled:0.1,until=1000")
  let moments = Option(
    "moments", .phrase, help: "what averages gradients, as in heavyBall:0.9")
  let preconditioner = Option(
    "preconditioner", .phrase,
    help: "what rescales the direction, as in rootMeanSquare:0.999; base.epsilon=1e-3 changes "
      + "a field of the part in the recipe")
  let transform = Option(
    "transform", .phrase, help: "what changes the gradient first, as in clipByNorm:1")

  /// The composition that the flags describe.
  ///
  /// - Parameters:
  ///   - arguments: what the user typed.
  ///   - steps: the length of the run, for the schedule.
  /// - Returns: the composition; whether it has a meaning is judged by `Optimizer`.
  /// - Throws: `UsageError` where the flags contradict each other or a part can't be made.
  func composition(_ arguments: Arguments, steps: Int) throws -> Composition {
    var composition = try base(arguments, steps: steps)
    if let phrase = arguments[optional: transform] {
      let first = composition.transforms.first
      let transform: any GradientTransform = try read("--transform") {
        try PartPhrase(phrase).part(changing: first)
      }
      // Those of the recipe stay behind a new one.
      if let first, type(of: first) == type(of: transform) { composition.transforms.removeFirst() }
      composition.transforms.insert(transform, at: 0)
    }
    if let phrase = arguments[optional: moments] {
      composition.moments = try read("--moments") {
        try PartPhrase(phrase).part(changing: composition.moments)
      }
    }
    if let phrase = arguments[optional: preconditioner] {
      composition.preconditioner = try read("--preconditioner") {
        try PartPhrase(phrase).part(changing: composition.preconditioner)
      }
    }
    if let phrase = arguments[optional: decay] {
      composition.decay = try read("--decay") {
        try windowedDecay(phrase, changing: composition.decay)
      }
    }
    return composition
  }

  private func base(_ arguments: Arguments, steps: Int) throws -> Composition {
    guard let json = try recipeText(arguments) else {
      return try namedRecipe(arguments).composition(schedule(arguments, steps: steps))
    }
    guard arguments[optional: optimizer] == nil else {
      throw UsageError("--recipe takes the place of --optimizer")
    }
    var composition = try read("--recipe") { try Composition(json: json, catalogue: .standard) }
    if arguments[optional: schedule] != nil {
      composition.schedule = try schedule(arguments, steps: steps)
    }
    return composition
  }

  private func namedRecipe(_ arguments: Arguments) throws -> Catalogue.Recipe {
    let name = try arguments[optional: optimizer] ?? nameInFile(arguments) ?? "adamw"
    return try read("--optimizer") { try Catalogue.standard.recipe(name) }
  }

  /// The name that a recipe in a file begins with.
  private func nameInFile(_ arguments: Arguments) throws -> String? {
    guard let json = try recipeText(arguments),
      case .object(let fields) = try FieldValue(json: json),
      case .text(let name)? = fields["recipe"]
    else { return nil }
    return name
  }

  private func recipeText(_ arguments: Arguments) throws -> String? {
    guard let path = arguments[optional: recipe] else { return nil }
    guard let json = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw UsageError("--recipe: \(path) can't be read")
    }
    return json
  }

  /// The schedule, which has the learning rate and the length of the run where it has such fields.
  private func schedule(
    _ arguments: Arguments, steps: Int
  ) throws -> any LearningRateSchedule {
    let warmUp = arguments[warmUp]
    guard warmUp <= steps else {
      throw UsageError("--warm-up must be in 1...\(steps), the number of steps, but is \(warmUp)")
    }
    let rate = FieldValue.number(
      try arguments[optional: learningRate] ?? namedRecipe(arguments).learningRate)
    let phrase = arguments[optional: schedule] ?? "cosine"
    let schedule: any LearningRateSchedule = try read("--schedule") {
      try PartPhrase(phrase).part(
        standard: ["peak": rate, "learningRate": rate, "start": rate],
        usual: ["steps": .integer(steps - warmUp + 1)])
    }
    return warmUp > 1 ? schedule.warmedUp(for: warmUp) : schedule
  }

  /// Every decay takes a window: `from` is the first step that decays, `until` the first that no
  /// longer does.
  private func windowedDecay(
    _ text: String, changing current: any DecayPolicy
  ) throws -> any DecayPolicy {
    var phrase = try PartPhrase(text)
    let first = try step("from", phrase.remove("from")) ?? 1
    let end = try step("until", phrase.remove("until")) ?? Int.max
    guard first <= end else {
      throw RecipeError("\(text): until must be in \(first)..., but is \(end)")
    }
    let decay: any DecayPolicy = try phrase.part(changing: current)
    return first == 1 && end == .max ? decay : decay.between(first..<end)
  }

  private func step(_ key: String, _ text: String?) throws -> Int? {
    guard let text else { return nil }
    guard let step = Int(text), step >= 1 else {
      throw RecipeError("\(key) must be a whole number in 1..., but is \"\(text)\"")
    }
    return step
  }

  private func read<Value>(_ flag: String, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch { throw UsageError("\(flag): \(error)") }
  }
}

extension ValueRule<String> {
  /// A part in the words of the catalogue.
  static var phrase: Self { text("PART") }
}
