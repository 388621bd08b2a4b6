package import Optimization
package import Training

/// Claims of the papers with the experiment that decides them.
///
/// To add a study, write a file with a struct in `Papers`, and list it in `Studies.all`.
package protocol Study: Sendable {
  /// What a reader is told before the numbers.
  var card: StudyCard { get }

  /// What is decided, and how.
  var claims: [Claim] { get }

  /// The runs that are needed, as far as it is known: asked again until all of them are done, so that
  /// settings can be chosen by runs on the grid seeds.
  ///
  /// - Parameter results: the runs that are done.
  /// - Returns: those and what is missing, in the order in which they begin.
  /// - Throws: what loading data throws.
  func runs(after results: StudyResults) throws -> [StudyRun]

  /// What the page has a table of, an arm a row.
  var shown: [Quantity] { get }

  /// The arms in the order of that table; others follow by name.
  var arms: [String] { get }

  /// The update rules of arms, where a reader is to see them.
  func rules(in results: StudyResults) -> [(name: String, lines: [Assignment])]

  /// The course of the runs, and whatever else shows what the numbers rest on.
  func charts(of results: StudyResults) -> [any Chart]
}

extension Study {
  /// Nothing.
  package var shown: [Quantity] { [] }

  /// None.
  package var arms: [String] { [] }

  /// None.
  package func rules(in results: StudyResults) -> [(name: String, lines: [Assignment])] { [] }

  /// No chart.
  package func charts(of results: StudyResults) -> [any Chart] { [] }

  /// What the runs say of each claim.
  package func verdicts(in results: StudyResults) -> [Verdict] {
    claims.map { Verdict($0, in: results) }
  }
}

/// How much of a study is run.
package enum StudyForm: String, Sendable, CaseIterable {
  /// Within four minutes of one core.
  case quick
  /// Within twenty minutes of one core.
  case full
}

/// What a reader of a study is told before the numbers.
package struct StudyCard: Sendable {
  /// Its number in the list; nil for an experiment of the user's own.
  package let number: Int?

  /// What the user types behind `descent study`, or behind `descent` where there is no number.
  package let name: String

  /// What tells the runs of a file from those of other studies.
  package let identity: String

  /// What is asked, in a line.
  package let title: String

  /// The rows of the papers' systems and phenomena that it is about.
  package let rows: [Int]

  /// What is done, a paragraph each.
  package let setting: [String]

  /// What the numbers do not show, a sentence each: what was scaled down, left out, chosen.
  package let limits: [String]

  /// What the quick form needs.
  package let quick: StudyBudget

  /// What the full form needs.
  package let full: StudyBudget

  /// Creates a card; left out, the name is its identity.
  package init(
    number: Int?, name: String, identity: String? = nil, title: String, rows: [Int] = [],
    setting: [String],
    limits: [String],
    quick: StudyBudget, full: StudyBudget
  ) {
    self.number = number
    self.name = name
    self.identity = identity ?? name
    self.title = title
    self.rows = rows
    self.setting = setting
    self.limits = limits
    self.quick = quick
    self.full = full
  }

  /// Number and name.
  package var label: String { number.map { "S\($0) \(name)" } ?? name }

  /// Number and title.
  package var heading: String { number.map { "S\($0) \(title)" } ?? title }

  /// Whether a word stands for the study: its name or, as in S10, its number.
  package func isCalled(_ word: String) -> Bool {
    word == name || word.uppercased() == number.map { "S\($0)" }
  }

  /// What a form needs.
  package func budget(_ form: StudyForm) -> StudyBudget { form == .quick ? quick : full }
}

/// What a form of a study needs.
package struct StudyBudget: Sendable {
  /// The seeds that nobody looked at while settings were chosen, in `31...101`.
  package let seeds: ClosedRange<UInt64>

  /// About how many seconds of one core.
  package let seconds: Double

  /// Creates a budget.
  ///
  /// - Parameters:
  ///   - seeds: the seeds that nobody looked at while settings were chosen, in `31...101`.
  ///   - seconds: about how many seconds of one core.
  package init(seeds: ClosedRange<UInt64>, seconds: Double) {
    self.seeds = seeds
    self.seconds = seconds
  }
}

/// One run of a study: an arm from a seed.
package struct StudyRun: Sendable {
  /// What tells it from the other runs.
  package let key: Key

  /// Does the work, and gives nil where it was ended.
  ///
  /// It hears a function that takes the share that is done, in `0...1`, and gives false where the run is
  /// to end.
  let perform: @Sendable (_ goOn: (Double) -> Bool) throws -> Measurement?

  /// What is trained, where it is one network.
  let trained: NetworkArm?

  /// What tells a run of a study from the others.
  package struct Key: Sendable, Hashable {
    /// The arm; it names every setting in which arms differ.
    package let arm: String
    /// The seed.
    package let seed: UInt64

    /// Creates a key.
    package init(arm: String, seed: UInt64) {
      self.arm = arm
      self.seed = seed
    }
  }

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - arm: the arm; it names every setting in which arms differ.
  ///   - seed: the seed.
  ///   - perform: does the work, and gives nil where it was ended; it hears a function that takes the
  ///     share that is done, in `0...1`, and gives false where the run is to end.
  package init(
    arm: String, seed: UInt64,
    perform: @escaping @Sendable (_ goOn: (Double) -> Bool) throws -> Measurement?
  ) {
    key = Key(arm: arm, seed: seed)
    trained = nil
    self.perform = perform
  }

  /// Creates a run that trains one network, and is called as that is.
  init(
    of trained: NetworkArm, seed: UInt64,
    perform: @escaping @Sendable (_ goOn: (Double) -> Bool) throws -> Measurement?
  ) {
    key = Key(arm: trained.name, seed: seed)
    self.trained = trained
    self.perform = perform
  }
}
