import Optimization

extension CatalogueEntry {
  /// The entry of a wrapper around one decay policy, in its property `base`.
  init(
    _ name: String, required: Set<String> = [], source: String,
    aroundDecay wrap: @escaping @Sendable (any DecayPolicy) -> any DecayPolicy
  ) {
    self.init(
      name, wrap(NoDecay()), required: required, parts: ["base": .decayPolicy], source: source
    ) { parts in (parts["base"] as? any DecayPolicy).map(wrap) }
  }

  /// The entry of a wrapper around one schedule, in its property `base`.
  init(
    _ name: String, required: Set<String> = [], source: String,
    aroundSchedule wrap:
      @escaping @Sendable (any LearningRateSchedule) -> any LearningRateSchedule
  ) {
    self.init(
      name, wrap(ConstantRate(1e-3)), required: required, parts: ["base": .schedule],
      source: source
    ) { parts in (parts["base"] as? any LearningRateSchedule).map(wrap) }
  }

  /// The entry of a wrapper around two schedules, in its properties `first` and `second`.
  init(
    _ name: String, required: Set<String> = [], source: String,
    aroundSchedules wrap:
      @escaping @Sendable (
        any LearningRateSchedule, any LearningRateSchedule
      ) -> any LearningRateSchedule
  ) {
    self.init(
      name, wrap(ConstantRate(1e-3), ConstantRate(1e-3)), required: required,
      parts: ["first": .schedule, "second": .schedule], source: source
    ) { parts in
      guard let first = parts["first"] as? any LearningRateSchedule,
        let second = parts["second"] as? any LearningRateSchedule
      else { return nil }
      return wrap(first, second)
    }
  }

  /// The entry of a wrapper around one preconditioner, in its property `base`.
  init(
    _ name: String, required: Set<String> = [], source: String,
    aroundPreconditioner wrap: @escaping @Sendable (any Preconditioner) -> any Preconditioner
  ) {
    self.init(
      name, wrap(RootMeanSquare()), required: required, parts: ["base": .preconditioner],
      source: source
    ) { parts in (parts["base"] as? any Preconditioner).map(wrap) }
  }
}
