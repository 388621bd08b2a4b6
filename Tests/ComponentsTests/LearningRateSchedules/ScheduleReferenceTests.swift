import Descent
import Testing

/// Our schedules give the numbers of PyTorch's, optax's and pytorch_optimizer's.
@Suite struct ScheduleReferenceTests {
  /// The same schedule as ours, and where the other can be compared.
  struct Counterpart {
    let schedule: any LearningRateSchedule
    var range: Range<Int>?

    init(_ schedule: any LearningRateSchedule, in range: Range<Int>? = nil) {
      self.schedule = schedule
      self.range = range
    }
  }

  @Test(arguments: ScheduleReference.all.filter(\.metrics.isEmpty))
  func `gives the same numbers`(_ reference: ScheduleReference) throws {
    let ours = try #require(
      torch(reference) ?? torchSequence(reference) ?? optax(reference) ?? optaxSequence(reference)
        ?? plain(reference), "no counterpart of \(reference.name)")
    func rates(_ schedule: any LearningRateSchedule) -> [Double] {
      reference.values.indices.map { schedule.learningRate(at: $0 + 1) }
    }
    #expect(reference.firstDifference(of: rates(ours.schedule), in: ours.range) == nil)
    guard Set(reference.values).count > 1 else { return }
    // A schedule that is a step late or early is told from it.
    for delay in [-1, 1] {
      let shifted = rates(ours.schedule.shiftedAny(by: delay))
      #expect(reference.firstDifference(of: shifted, in: ours.range) != nil, "delay \(delay)")
    }
  }

  private func torch(_ reference: ScheduleReference) -> Counterpart? {
    let s = reference.settings
    func cyclic(cycleFactor: Double = 1, stepFactor: Double = 1) -> Counterpart {
      Counterpart(
        .cyclic(
          from: s["base"], to: s["peak"], up: Int(s["up"]), down: Int(s["down"]),
          cycleFactor: cycleFactor, stepFactor: stepFactor))
    }
    switch reference.name {
    case "torch StepLR":
      return Counterpart(.step(peak: s["base"], factor: s["factor"], every: Int(s["every"])))
    case "torch MultiStepLR":
      return Counterpart(.multiStep(peak: s["base"], factor: s["factor"], after: [3, 7, 16]))
    case "torch ExponentialLR":
      return Counterpart(.exponential(peak: s["base"], factor: s["factor"]))
    case "torch CosineAnnealingLR":
      return Counterpart(
        .cosine(peak: s["base"], steps: Int(s["steps"]), end: s["end"], risesAgain: true))
    case "torch LinearLR", "torch LinearLR, falling":
      return Counterpart(
        .linear(
          from: s["base"] * s["startFactor"], to: s["base"] * s["endFactor"],
          steps: Int(s["steps"])))
    case "torch PolynomialLR":
      return Counterpart(.polynomial(peak: s["base"], steps: Int(s["steps"]), power: s["power"]))
    case "torch OneCycleLR":
      let rise = s["warmUpShare"] * s["steps"] - 1
      return Counterpart(.oneCycle(peak: s["peak"], rise: rise, fall: s["steps"] - 1 - rise))
    case "torch OneCycleLR, linear, three phases":
      let rise = s["warmUpShare"] * s["steps"] - 1
      return Counterpart(
        .oneCycle(
          peak: s["peak"], rise: rise, fall: rise, tail: s["steps"] - 1 - 2 * rise, curve: .linear))
    case "torch CyclicLR, triangular":
      return cyclic()
    case "torch CyclicLR, triangular2":
      return cyclic(cycleFactor: 0.5)
    case "torch CyclicLR, exp_range":
      return cyclic(stepFactor: s["factor"])
    case "torch CosineAnnealingWarmRestarts":
      return Counterpart(
        .cosineRestarts(
          peak: s["base"], steps: Int(s["steps"]), multiplier: Int(s["multiplier"]), end: s["end"]))
    default:
      return nil
    }
  }

  private func torchSequence(_ reference: ScheduleReference) -> Counterpart? {
    let s = reference.settings
    func rise() -> LinearDecay {
      .linear(from: s["base"] * s["startFactor"], to: s["base"], steps: Int(s["warmUp"]))
    }
    switch reference.name {
    case "torch ConstantLR":
      return Counterpart(
        ConstantRate.constant(s["base"] * s["factor"])
          .then(.constant(s["base"]), from: Int(s["steps"]) + 1))
    case "torch SequentialLR, linear then exponential":
      return Counterpart(
        rise().then(
          .exponential(peak: s["base"], factor: s["factor"]), from: Int(s["warmUp"]) + 1))
    case "torch SequentialLR, linear then cosine":
      return Counterpart(
        rise().then(
          .cosine(peak: s["base"], steps: Int(s["steps"]), end: s["end"]),
          from: Int(s["warmUp"]) + 1))
    case "torch ChainedScheduler, constant and exponential":
      return Counterpart(
        ConstantRate.constant(s["constantFactor"]).then(.constant(1), from: Int(s["steps"]) + 1)
          .times(.exponential(peak: 1, factor: s["factor"])).scaled(by: s["base"]))
    case "torch LambdaLR, inverse square root":
      return Counterpart(
        .inverseSquareRoot(
          peak: s["base"] / s["warmUp"].squareRoot(), warmUp: Int(s["warmUp"])))
    case "torch LambdaLR, inverse time":
      return Counterpart(.inverseTime(peak: s["base"], rate: s["decay"]))
    default:
      return nil
    }
  }

  private func optax(_ reference: ScheduleReference) -> Counterpart? {
    let s = reference.settings
    switch reference.name {
    case "optax constant_schedule":
      return Counterpart(.constant(s["value"]))
    case "optax cosine_decay_schedule", "optax cosine_decay_schedule, exponent 2":
      return Counterpart(
        .cosine(
          peak: s["peak"], steps: Int(s["steps"]), end: s["peak"] * s["endShare"],
          power: s["exponent"]))
    case "optax linear_schedule", "optax linear_schedule, begin":
      return Counterpart(
        LinearDecay.linear(from: s["start"], to: s["end"], steps: Int(s["steps"]))
          .shifted(by: Int(s["begin"])))
    case "optax exponential_decay", "optax exponential_decay, staircase",
      "optax exponential_decay, begin, end":
      let decay = ExponentialDecay.exponential(
        peak: s["start"], factor: s["factor"], every: Int(s["every"]),
        staircase: s.isOn("staircase"))
      return Counterpart(
        decay.shifted(by: Int(s["begin"])).clamped(to: (s.numbers["end"] ?? 0)...))
    case "optax polynomial_schedule", "optax polynomial_schedule, begin":
      return Counterpart(
        PolynomialDecay.polynomial(
          peak: s["start"], steps: Int(s["steps"]), power: s["power"], end: s["end"]
        ).shifted(by: Int(s["begin"])))
    case "optax cosine_onecycle_schedule":
      let rise = (s["warmUpShare"] * s["steps"]).rounded(.down)
      return Counterpart(.oneCycle(peak: s["peak"], rise: rise, fall: s["steps"] - rise))
    case "optax linear_onecycle_schedule":
      let rise = (s["warmUpShare"] * s["steps"]).rounded(.down)
      let fall = (s["finalShare"] * s["steps"]).rounded(.down) - rise
      return Counterpart(
        .oneCycle(
          peak: s["peak"], rise: rise, fall: fall, tail: s["steps"] - rise - fall, curve: .linear))
    default:
      return nil
    }
  }

  private func optaxSequence(_ reference: ScheduleReference) -> Counterpart? {
    let s = reference.settings
    func rise(_ peak: Double) -> LinearDecay {
      .linear(from: 0, to: peak, steps: Int(s["warmUp"]))
    }
    func cycle(_ peak: Double, steps: Double) -> some LearningRateSchedule {
      rise(peak).then(
        .cosine(peak: peak, steps: Int(steps - s["warmUp"]), end: s["end"]),
        from: Int(s["warmUp"]) + 1)
    }
    switch reference.name {
    case "optax warmup_constant_schedule":
      return Counterpart(rise(s["peak"]))
    case "optax warmup_cosine_decay_schedule", "optax warmup_cosine_decay_schedule, long":
      return Counterpart(cycle(s["peak"], steps: s["steps"]))
    case "optax warmup_exponential_decay_schedule":
      return Counterpart(
        rise(s["peak"]).then(
          .exponential(peak: s["peak"], factor: s["factor"], every: Int(s["every"])),
          from: Int(s["warmUp"]) + 1))
    case "optax piecewise_constant_schedule":
      return Counterpart(.piecewise([1: 1, 4: 0.5, 8: 0.05], curve: nil))
    case "optax piecewise_interpolate_schedule, linear":
      return Counterpart(.piecewise([1: 1, 5: 0.5, 9: 0.05]))
    case "optax piecewise_interpolate_schedule, cosine":
      return Counterpart(.piecewise([1: 1, 5: 0.5, 9: 0.05], curve: .cosine))
    case "optax join_schedules, warm-up, stable, decay":
      let first = Int(s["warmUp"]) + 1
      return Counterpart(
        rise(s["peak"]).then(.constant(s["peak"]), from: first)
          .then(
            .linear(from: s["peak"], steps: Int(s["decay"])), from: first + Int(s["stable"])))
    case "optax sgdr_schedule":
      return Counterpart(
        cycle(s["peak"], steps: s["first"])
          .then(cycle(s["peak"] / 2, steps: s["second"]), from: Int(s["first"]) + 1))
    default:
      return nil
    }
  }

  /// pytorch_optimizer's first rate is 0, so that its k is our t; and its falls end at 0, and then
  /// jump.
  private func plain(_ reference: ScheduleReference) -> Counterpart? {
    let s = reference.settings
    let curves: [String: RateCurve] = [
      "linear": .linear, "cosine": .cosine, "1-sqrt": .squareRoot, "1-square": .square,
    ]
    let shape = reference.name.split(separator: ", ").last.map(String.init) ?? ""
    guard let curve = curves[shape] else { return nil }
    let end = curve == .cosine ? s["base"] * s["endShare"] : 0
    let length = Int(s["warmUp"] + s["stable"] + s["decay"])
    return Counterpart(
      WarmUpStableDecay.warmUpStableDecay(
        peak: s["base"], warmUp: Int(s["warmUp"]), stable: Int(s["stable"]), decay: Int(s["decay"]),
        end: end, curve: curve
      ).shifted(by: 1), in: 2..<(curve == .cosine ? reference.values.count : length))
  }
}

extension LearningRateSchedule {
  /// The shifted schedule of a schedule whose type isn't known.
  fileprivate func shiftedAny(by delay: Int) -> any LearningRateSchedule { shifted(by: delay) }
}
