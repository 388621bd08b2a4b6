import Descent
import Laboratory

/// The flags that compose an optimizer: a recipe, and parts that take the place of the recipe's.
struct CompositionOptions: OptionGroup {
  let optimizer = Option(
    "optimizer", .phrase("NAME", Catalogue.recipe),
    help: "the recipe to begin with: sgd, sgdw, sgds, adam, adamw or adams, with its numbers if "
      + "wanted, as in adamw:0.1; adamw where left out")
  let learningRate = Option(
    "learning-rate", .number(in: 0...),
    help: "the largest learning rate; 0.001 with a preconditioner and 0.05 without, where left out")
  let schedule = Option(
    "schedule", .phrase("PART", Catalogue.schedule),
    help: "the learning rate over time, as in step:0.1,2000; cosine where left out")
  let warmUp = Option(
    "warm-up", .integer(in: 1...), default: 1,
    help: "the step that first has the whole learning rate")
  let decay = Option(
    "decay", .phrase("PART", Catalogue.decay),
    help: "the weight decay, as in stable:5e-4 or decoupled:0.1,until=1000")
  let moments = Option(
    "moments", .phrase("PART", Catalogue.moments),
    help: "what averages gradients, as in heavy-ball:0.9")
  let preconditioner = Option(
    "preconditioner", .phrase("PART", Catalogue.preconditioner),
    help: "what rescales the direction, as in root-mean-square:0.999")
  let transform = Option(
    "transform", .phrase("PART", Catalogue.transform),
    help: "what changes the gradient first, as in clip-norm:1")

  /// The composition that the flags describe.
  ///
  /// - Parameters:
  ///   - arguments: what the user typed.
  ///   - steps: the length of the run, for the schedule.
  /// - Returns: the composition; whether it has a meaning is judged by `Optimizer`.
  /// - Throws: `UsageError` where the warm-up is longer than the run.
  func composition(_ arguments: Arguments, steps: Int) throws -> Composition {
    let warmUp = arguments[warmUp]
    guard warmUp <= steps else {
      throw UsageError("--warm-up must be in 1...\(steps), the number of steps, but is \(warmUp)")
    }
    let recipe = try arguments[optional: optimizer] ?? Catalogue.recipe("adamw")
    var composition = recipe(ConstantRate(0))
    if let transform = arguments[optional: transform] { composition.transforms = [transform] }
    if let moments = arguments[optional: moments] { composition.moments = moments }
    if let part = arguments[optional: preconditioner] { composition.preconditioner = part }
    if let decay = arguments[optional: decay] { composition.decay = decay }
    let usualRate = composition.preconditioner is Identity ? 0.05 : 1e-3
    let makeSchedule = try arguments[optional: schedule] ?? Catalogue.schedule("cosine")
    let base = makeSchedule(arguments[optional: learningRate] ?? usualRate, steps - warmUp + 1)
    composition.schedule = warmUp > 1 ? warmedUp(base, for: warmUp) : base
    return composition
  }

  private func warmedUp(
    _ schedule: some LearningRateSchedule, for steps: Int
  ) -> any LearningRateSchedule {
    schedule.warmedUp(for: steps)
  }
}

extension ValueRule {
  /// A part in the words of the catalogue.
  ///
  /// - Parameters:
  ///   - placeholder: what stands for the phrase in the help.
  ///   - part: makes the part, or throws with the reason.
  /// - Returns: the rule.
  static func phrase(
    _ placeholder: String, _ part: @escaping @Sendable (String) throws -> Value
  ) -> Self {
    Self(placeholder: placeholder, requirement: "a part of the catalogue", value: part)
  }
}
