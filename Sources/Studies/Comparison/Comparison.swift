import Optimization
import Synchronization
package import Training

/// The same network from the same seeds, under several weight decays.
package struct Comparison: Sendable {
  /// The decays; the first is what the others are measured against.
  package let policies: [Policy]

  /// The seeds; each decides data noise, first weights and the order of the batches.
  package let seeds: [UInt64]

  /// The run of a policy, apart from its data.
  package let run: @Sendable (Policy) -> TrainingRun

  /// Makes network and data of a seed.
  package let task: @Sendable (UInt64) throws -> any TrainingTask

  /// Creates a comparison.
  ///
  /// - Parameters:
  ///   - policies: the decays; the first is what the others are measured against.
  ///   - seeds: one or more.
  ///   - run: the run of a policy, apart from its data.
  ///   - task: makes network and data of a seed.
  package init(
    policies: [Policy], seeds: [UInt64], run: @escaping @Sendable (Policy) -> TrainingRun,
    task: @escaping @Sendable (UInt64) throws -> any TrainingTask
  ) {
    self.policies = policies
    self.seeds = seeds
    self.run = run
    self.task = task
  }

  /// A run of the comparison.
  package struct Place: Sendable, Hashable {
    /// The place of the policy.
    package let policy: Int
    /// The place of the seed.
    package let seed: Int
  }

  /// The runs in the order in which they begin: all policies of a seed before the next seed, so that
  /// a job that is ended early has whole seeds.
  package var places: [Place] {
    seeds.indices.flatMap { seed in
      policies.indices.map { Place(policy: $0, seed: seed) }
    }
  }

  /// Trains, several runs side by side.
  ///
  /// - Parameters:
  ///   - workers: the largest number of runs at a time, in `1...`.
  ///   - observe: hears of every event of every run, by its place in `places`, on any thread; false
  ///     ends that run.
  ///   - finish: hears of the result of every run that was not ended.
  /// - Returns: what the runs left behind.
  /// - Throws: what making a task throws, and `OptimizerError` where a composition has no meaning.
  package func train(
    workers: Int, observe: @escaping @Sendable (Int, TrainingRun.Event) -> Bool,
    finish: @escaping @Sendable (Int, TrainingRun.Result) -> Void
  ) throws -> ComparisonOutcome {
    let places = places
    let failure = Mutex<(any Error)?>(nil)
    let results = places.indices.concurrentMap(workers: workers) { index in
      do {
        return try train(places[index], index, observe: observe, finish: finish)
      } catch {
        failure.withLock { $0 = $0 ?? error }
        return nil
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    var runs = policies.map { _ in [TrainingRun.Result?](repeating: nil, count: seeds.count) }
    for (place, result) in zip(places, results) { runs[place.policy][place.seed] = result }
    return ComparisonOutcome(policies: policies, seeds: seeds, runs: runs)
  }

  /// The result of one run, or nil where it was ended.
  private func train(
    _ place: Place, _ index: Int, observe: @Sendable (Int, TrainingRun.Event) -> Bool,
    finish: @Sendable (Int, TrainingRun.Result) -> Void
  ) throws -> TrainingRun.Result? {
    // A job that is ended does not begin another run.
    guard observe(index, .progress(0)) else { return nil }
    var task = try task(seeds[place.seed])
    let result = try run(policies[place.policy]).train(&task) { observe(index, $0) }
    if result.ending == .interrupted { return nil }
    finish(index, result)
    return result
  }
}
