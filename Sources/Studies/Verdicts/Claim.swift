/// A sentence of a paper, and the question that decides it.
package struct Claim: Sendable {
  /// A few words, unique within a study.
  package let name: String

  /// What is claimed, in a sentence.
  package let sentence: String

  /// Who claims it, and where.
  package let source: String

  /// What decides it.
  package let question: Question

  /// What must be so for the claim to be tested at all.
  package let controls: [Control]

  /// Creates a claim.
  ///
  /// - Parameters:
  ///   - name: a few words, unique within a study.
  ///   - sentence: what is claimed.
  ///   - source: who claims it, and where.
  ///   - question: what decides it.
  ///   - controls: what must be so for the claim to be tested at all.
  package init(
    _ name: String, _ sentence: String, source: String, _ question: Question,
    controls: [Control] = []
  ) {
    self.name = name
    self.sentence = sentence
    self.source = source
    self.question = question
    self.controls = controls
  }
}

/// What the runs of a study say of a claim.
package struct Verdict: Sendable {
  /// The claim.
  package let claim: Claim

  /// What its question is answered, its controls aside.
  package let answer: Answer

  /// How its controls went.
  package let controls: [Control.Outcome]

  /// Judges a claim.
  ///
  /// - Parameters:
  ///   - claim: the claim.
  ///   - results: the runs.
  package init(_ claim: Claim, in results: StudyResults) {
    self.claim = claim
    answer = claim.question.answer(in: results)
    controls = claim.controls.map { $0.outcome(in: results) }
  }

  /// The word.
  package var word: VerdictWord {
    controls.allSatisfy(\.passes) ? answer.word : .notTested
  }
}
