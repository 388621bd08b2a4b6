import Optimization
import Storing

/// What holds of checkpoints.
extension Law {
  /// What is saved after some step is loaded whole: by an optimizer of other numbers and groups, which
  /// saves the same bytes, and by one of the same numbers, which goes on with the same bits.
  public static let saving = Law("state survives saving and loading at any step") { trial in
    let (drawn, composition) = (trial.drawn, trial.composition)
    let last = Int(drawn.seed % UInt64(drawn.steps + 1))
    var training = try Training(drawn, composition)
    for number in 1..<(last + 1) { try training.step(number) }
    let bytes = try training.stepper.checkpoint(of: training.groups)
    let file = try SafeTensors(bytes)
    var setting = TrainingSetting()
    setting.groups = drawn.apart
    setting.tile = drawn.tile + 4
    if composition.usesSums(of: .group) { setting.groups = nil }
    var receiver = try Training(drawn, composition.reconfigured, setting)
    // What a receiver has done before must leave no trace.
    try receiver.step(drawn.steps)
    try receiver.stepper.load(file, path: "a receiver", groups: receiver.groups)
    guard try receiver.stepper.checkpoint(of: receiver.groups) == bytes else {
      return "what another optimizer has loaded after step \(last) is saved otherwise"
    }
    if composition.usesNorm(of: .group) || composition.dependsOnPlace { setting.groups = nil }
    var heir = try Training(drawn, composition, setting)
    try heir.step(drawn.steps)
    try heir.stepper.load(file, path: "an heir", groups: heir.groups)
    let rows = try ((last + 1)..<(drawn.steps + 1)).map { number in
      try heir.step(number)
      return heir.values
    }
    return difference(Array(trial.plain.dropFirst(last)), rows).map {
      "saved after step \(last), then " + $0
    }
  }
}

extension Composition {
  /// The composition with other numbers, where its parts allow them and keep the same state.
  fileprivate var reconfigured: Composition {
    var copy = self
    copy.moments = copy.moments.rebalanced
    copy.preconditioner = copy.preconditioner.rebalanced
    if !(schedule is any ListeningSchedule) { copy.schedule = PlainSchedule() }
    return (try? Optimizer(copy)) == nil ? self : copy
  }
}

extension MomentEstimator {
  /// The same part with another β, where it has one.
  fileprivate var rebalanced: any MomentEstimator { setting("beta", to: 0.375) ?? self }
}

extension Preconditioner {
  /// The same part with another β, where it has one.
  fileprivate var rebalanced: any Preconditioner { setting("beta", to: 0.375) ?? self }
}
