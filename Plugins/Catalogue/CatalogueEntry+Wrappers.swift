import Optimization
import Storing

extension CatalogueEntry {
  /// The entry of a wrapper around one decay policy, in its property `base`.
  init(
    _ name: String, _ prototype: any Component, required: Set<String> = [], source: String,
    aroundDecay type: @escaping @Sendable (any DecayPolicy) -> any Component.Type
  ) {
    self.init(
      name, prototype, required: required, parts: ["base": .decayPolicy], source: source
    ) { parts in (parts["base"] as? any DecayPolicy).map(type) }
  }

  /// The entry of a wrapper around one schedule, in its property `base`.
  init(
    _ name: String, _ prototype: any Component, required: Set<String> = [], source: String,
    aroundSchedule type: @escaping @Sendable (any LearningRateSchedule) -> any Component.Type
  ) {
    self.init(
      name, prototype, required: required, parts: ["base": .schedule], source: source
    ) { parts in (parts["base"] as? any LearningRateSchedule).map(type) }
  }

  /// The entry of a wrapper around two schedules, in its properties `first` and `second`.
  init(
    _ name: String, _ prototype: any Component, required: Set<String> = [], source: String,
    aroundSchedules type:
      @escaping @Sendable (
        any LearningRateSchedule, any LearningRateSchedule
      ) -> any Component.Type
  ) {
    self.init(
      name, prototype, required: required, parts: ["first": .schedule, "second": .schedule],
      source: source
    ) { parts in
      guard let first = parts["first"] as? any LearningRateSchedule,
        let second = parts["second"] as? any LearningRateSchedule
      else { return nil }
      return type(first, second)
    }
  }

  /// The entry of a wrapper around one preconditioner, in its property `base`.
  init(
    _ name: String, _ prototype: any Component, required: Set<String> = [], source: String,
    aroundPreconditioner type: @escaping @Sendable (any Preconditioner) -> any Component.Type
  ) {
    self.init(
      name, prototype, required: required, parts: ["base": .preconditioner], source: source
    ) { parts in (parts["base"] as? any Preconditioner).map(type) }
  }
}
