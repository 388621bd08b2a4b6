package import Training

/// What the runs of a comparison left behind.
package struct ComparisonOutcome: Sendable {
  /// The policies, in the order of the runs.
  package let policies: [Policy]

  /// The seeds, in the order of the runs.
  package let seeds: [UInt64]

  /// The results, a row for each policy with a place for each seed; nil where a run is not finished.
  package let runs: [[TrainingRun.Result?]]

  /// Creates an outcome.
  ///
  /// - Parameters:
  ///   - policies: in the order of the runs.
  ///   - seeds: in the order of the runs.
  ///   - runs: a row for each policy with a place for each seed.
  package init(policies: [Policy], seeds: [UInt64], runs: [[TrainingRun.Result?]]) {
    self.policies = policies
    self.seeds = seeds
    self.runs = runs
  }
}

extension ComparisonOutcome {
  /// Whether every run was finished.
  package var isComplete: Bool { runs.allSatisfy { $0.allSatisfy { $0 != nil } } }

  /// Whether no run was finished.
  package var isEmpty: Bool { runs.allSatisfy { $0.allSatisfy { $0 == nil } } }

  /// Whether any run was finished and did not diverge.
  package var hasUsableRuns: Bool { policies.indices.contains { !usable($0).isEmpty } }

  /// Every record of every finished run.
  package var records: Table {
    var table = Table(header: ["policy", "seed"] + TrainingRecord.header)
    for (policy, row) in zip(policies, runs) {
      for (seed, run) in zip(seeds, row) {
        for record in run?.records ?? [] {
          table.append([policy.name, "\(seed)"] + record.cells)
        }
      }
    }
    return table
  }

  /// The finished runs of a policy that did not diverge.
  package func usable(_ policy: Int) -> [TrainingRun.Result] {
    runs[policy].compactMap { $0 }.filter { $0.ending == .finished }
  }

  /// How many runs of a policy diverged.
  func divergedCount(_ policy: Int) -> Int {
    runs[policy].count { result in
      if case .diverged = result?.ending { true } else { false }
    }
  }

  /// A number of the last record of each usable run; nil where there is none.
  package func final(_ policy: Int, _ value: (TrainingRecord) -> Double) -> Sample? {
    let values = usable(policy).compactMap { $0.records.last.map(value) }
    return values.isEmpty ? nil : Sample(values)
  }

  /// A number averaged over all records of each usable run; nil where there is none.
  package func average(_ policy: Int, _ value: (TrainingRecord) -> Double) -> Sample? {
    let values = usable(policy).filter { !$0.records.isEmpty }.map { run in
      run.records.reduce(0) { $0 + value($1) } / Double(run.records.count)
    }
    return values.isEmpty ? nil : Sample(values)
  }

  /// A number of the last records of two policies, for the seeds with which both have one.
  func paired(
    _ first: Int, _ second: Int, _ value: (TrainingRecord) -> Double
  ) -> (first: Sample, second: Sample)? {
    let pairs = zip(runs[first], runs[second]).compactMap { a, b -> (Double, Double)? in
      guard let a, let b, a.ending == .finished, b.ending == .finished,
        let last = (a.records.last, b.records.last) as? (TrainingRecord, TrainingRecord)
      else { return nil }
      return (value(last.0), value(last.1))
    }
    if pairs.isEmpty { return nil }
    return (Sample(pairs.map(\.0)), Sample(pairs.map(\.1)))
  }
}
