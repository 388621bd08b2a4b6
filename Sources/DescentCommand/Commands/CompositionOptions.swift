import Descent
import Foundation
import Storing
import Studies
import Training

/// The flags that compose an optimizer: a recipe, and parts that take the place of the recipe's.
struct CompositionOptions: OptionGroup {
  let optimizer = Option(
    "optimizer", .text("NAME"),
    help: "the recipe to begin with, as descent catalogue lists them; adamw where left out. "
      + "muon is for weights, and gives the rest, biases and norms, to adamw")
  let recipe = Option(
    "recipe", .text("FILE"),
    help: "a recipe as JSON to begin with, in place of --optimizer; the flags below change it. "
      + "It can give the groups weights and rest (biases, norms, embeddings) recipes of their own: "
      + "{\"recipe\": \"muon\", \"groups\": {\"rest\": {\"recipe\": \"lion\"}}}")
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
  let decay: Option<String>
  let moments = Option(
    "moments", .phrase, help: "what averages gradients, as in heavyBall:0.9")
  let preconditioner = Option(
    "preconditioner", .phrase,
    help: "what rescales the direction, as in rootMeanSquare:0.999; epsilon=1e-3 changes a field "
      + "of the part in the recipe, base.epsilon=1e-3 one of a part inside it")
  let transform = Option(
    "transform", .phrase, repeats: true,
    help: "what changes the gradient first, as in clipByNorm:1; several act in their order")

  /// The recipe to begin with, and the learning rate of some recipes, where none is given.
  private let usual: (recipe: String, learningRates: [String: Double])

  /// Declares the flags.
  ///
  /// - Parameters:
  ///   - takesDecays: whether several decays can be given, none of which is the composition's.
  ///   - recipe: the recipe to begin with where none is given.
  ///   - learningRates: the learning rates of recipes for which that of their source doesn't do.
  init(
    takesDecays: Bool = false, recipe: String = "adamw", learningRates: [String: Double] = [:]
  ) {
    decay = Option(
      "decay", .phrase, repeats: takesDecays,
      help: takesDecays
        ? "a decay to compare, as in none, stable:5e-4 or decoupled:0.1,until=1000; twice or more"
        : "the weight decay, as in stable:5e-4 or decoupled:0.1,until=1000")
    usual = (recipe, learningRates)
  }

  /// The composition that the flags describe; without decay where several can be given.
  ///
  /// - Parameters:
  ///   - arguments: what the user typed.
  ///   - steps: the length of the run, for the schedule.
  /// - Returns: the composition; whether it has a meaning is judged by `Optimizer`.
  /// - Throws: `UsageError` where the flags contradict each other or a part can't be made.
  func composition(_ arguments: Arguments, steps: Int) throws -> Composition {
    var composition = try base(arguments, steps: steps)
    let first = composition.transforms.first
    let transforms: [any GradientTransform] = try arguments.all(transform).map { phrase in
      try read("--transform") { try PartPhrase(phrase).part(changing: first) }
    }
    // Those of the recipe stay behind new ones.
    if let first, transforms.contains(where: { type(of: $0) == type(of: first) }) {
      composition.transforms.removeFirst()
    }
    composition.transforms.insert(contentsOf: transforms, at: 0)
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
    if decay.repeats {
      composition.decay = NoDecay()
    } else if let phrase = arguments[optional: decay] {
      composition.decay = try read("--decay") {
        try windowedDecay(phrase, changing: composition.decay)
      }
    }
    try checkWindow(of: composition.decay, steps: steps)
    return composition
  }

  /// A decay to compare, called as it is written.
  ///
  /// - Parameters:
  ///   - phrase: the decay in the words of the catalogue.
  ///   - base: what it is put into.
  ///   - steps: the length of the run.
  /// - Returns: the form, with its rate where the decay has one.
  /// - Throws: `UsageError` where the phrase is none, or can't be put there.
  func form(_ phrase: String, of base: Composition, steps: Int) throws -> DecayForm {
    let decay = try read("--decay") { try windowedDecay(phrase, changing: NoDecay()) }
    try checkWindow(of: decay, steps: steps)
    var composition = base
    composition.decay = decay
    _ = try read("--decay \(phrase)") { try Optimizer(composition) }
    let catalogue = Catalogue.standard
    let written = try read("--decay") { try catalogue.value(of: decay) }
    return DecayForm(phrase, rate: written.number(in: Self.decayFields)) { rate in
      guard let changed = written.withNumber(rate, in: Self.decayFields) else { return decay }
      return try catalogue.part(changed)
    }
  }

  /// What decays call their rate.
  private static let decayFields = ["rate"]

  /// A decay that would begin when the run is over is a mistake.
  private func checkWindow(of decay: any DecayPolicy, steps: Int) throws(UsageError) {
    guard let window = (decay as? DecayWindow)?.steps, window.lowerBound > steps else { return }
    throw UsageError(
      "the decay begins at step \(window.lowerBound), but the run has \(steps) steps; "
        + "from must be in 1...\(steps)")
  }

  private func base(_ arguments: Arguments, steps: Int) throws -> Composition {
    var fields = try recipeFields(arguments)
    let flag = arguments.gives(recipe) ? "--recipe" : "--optimizer"
    let named = try read(flag) { try namedRecipe(in: fields) }
    // A recipe may build on its schedule, so that this one is in place before the others are made.
    let schedule = try self.schedule(arguments, named, steps: steps, inFile: fields["schedule"])
    fields["schedule"] = schedule
    if let groups = named?.groups, !groups.isEmpty, fields["groups"] == nil {
      fields["groups"] = .object(groups.mapValues { .object(["recipe": .text($0)]) })
    }
    return try read(flag) {
      if let named, case .object(let groups)? = fields["groups"] {
        fields["groups"] = .object(
          try groups.mapValues { try inProportion($0, to: named, under: schedule) })
      }
      return try Composition(.object(fields), catalogue: .standard)
    }
  }

  /// A group that names a recipe, but no schedule, has that of the whole, the rates of which are to each
  /// other as those of the two recipes.
  private func inProportion(
    _ group: FieldValue, to whole: Catalogue.Recipe, under schedule: FieldValue
  ) throws -> FieldValue {
    guard case .object(var fields) = group, fields["schedule"] == nil,
      let recipe = try namedRecipe(in: fields)
    else { return group }
    guard let rate = schedule.number(in: Self.rateFields) else {
      throw RecipeError("\(recipe.name) in groups needs a schedule: that of the whole has no rate")
    }
    fields["schedule"] = schedule.withNumber(
      recipe.learningRate * (rate / whole.learningRate), in: Self.rateFields)
    return .object(fields)
  }

  /// The schedule of a recipe, which may be in its file; the flags make it or change it.
  private func schedule(
    _ arguments: Arguments, _ recipe: Catalogue.Recipe?, steps: Int, inFile value: FieldValue?
  ) throws -> FieldValue {
    let catalogue = Catalogue.standard
    let given = arguments[optional: learningRate]
    let schedule: any LearningRateSchedule
    if let value, !arguments.gives(self.schedule) {
      var value = try read("--recipe") {
        try catalogue.value(of: catalogue.part(value) as any LearningRateSchedule)
      }
      if let given {
        guard let changed = value.withNumber(given, in: Self.rateFields) else {
          throw UsageError(
            "--learning-rate: the schedule of --recipe has none; give --schedule, too")
        }
        value = changed
      }
      schedule = try read("--learning-rate") { try catalogue.part(value) }
    } else {
      let usualRate = recipe.map { usual.learningRates[$0.name] ?? $0.learningRate }
      schedule = try self.schedule(arguments, rate: given ?? usualRate, steps: steps)
      let taken = try catalogue.value(of: schedule).number(in: Self.rateFields)
      guard given == nil || taken == given else {
        throw UsageError("--learning-rate: the schedule has rates of its own; give one of the two")
      }
    }
    return try catalogue.value(of: warmedUp(schedule, arguments, steps: steps))
  }

  /// The recipe that a file describes, or the one that is named.
  private func recipeFields(_ arguments: Arguments) throws -> [String: FieldValue] {
    guard let path = arguments[optional: recipe] else {
      return ["recipe": .text(arguments[optional: optimizer] ?? usual.recipe)]
    }
    guard !arguments.gives(optimizer) else {
      throw UsageError("--recipe takes the place of --optimizer")
    }
    return try read("--recipe") {
      let json = try FileBytes(contentsOf: path).text()
      let fields: [String: FieldValue]
      do {
        let value = try FieldValue(json: json)
        guard case .object(let found) = value else { throw RecipeError("no object, but \(value)") }
        fields = found
      } catch { throw RecipeError("\(path) is \(error)") }
      try Composition.requireKnown(fields)
      return fields
    }
  }

  private func namedRecipe(in fields: [String: FieldValue]) throws -> Catalogue.Recipe? {
    guard case .text(let name)? = fields["recipe"] else { return nil }
    return try Catalogue.standard.recipe(name)
  }

  /// The schedule of the flags, which has the learning rate and the length of the run where it has such
  /// fields.
  private func schedule(
    _ arguments: Arguments, rate: Double?, steps: Int
  ) throws -> any LearningRateSchedule {
    let phrase = arguments[optional: schedule] ?? "cosine"
    let length = steps - Swift.min(arguments[warmUp], steps) + 1
    let made: any LearningRateSchedule = try read("--schedule") {
      try PartPhrase(phrase).part(
        standard: rate.map { rate in
          .init(uniqueKeysWithValues: Self.rateFields.map { ($0, .number(rate)) })
        } ?? [:],
        usual: ["steps": .integer(length)])
    }
    // The period that is left out is the length of the run, in which no stair would be taken.
    if let stairs = made as? ExponentialDecay, stairs.staircase, stairs.steps == length {
      throw UsageError(
        "--schedule: after how many steps the learning rate falls must be given, in 1..<\(length), as in "
          + "step:0.1,\(Swift.max(1, length / 3))")
    }
    return made
  }

  /// What schedules call their largest learning rate.
  private static let rateFields = ["peak", "learningRate", "start"]

  private func warmedUp(
    _ schedule: any LearningRateSchedule, _ arguments: Arguments, steps: Int
  ) throws(UsageError) -> any LearningRateSchedule {
    let warmUp = arguments[warmUp]
    guard warmUp <= steps else {
      throw UsageError("--warm-up must be in 1...\(steps), the number of steps, but is \(warmUp)")
    }
    return warmUp > 1 ? schedule.warmedUp(for: warmUp) : schedule
  }

  /// Every decay takes a window: `from` is the first step that decays, `until` the first that no
  /// longer does.
  private func windowedDecay(
    _ text: String, changing current: any DecayPolicy
  ) throws -> any DecayPolicy {
    var phrase = try PartPhrase(text)
    if let window = ["early": "until=STEP", "late": "from=STEP"][phrase.name ?? ""] {
      throw RecipeError("\(text): a window goes with any decay, as in decoupled:0.1,\(window)")
    }
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
