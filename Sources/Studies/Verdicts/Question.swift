import Training

/// What a claim says, in terms of numbers.
package indirect enum Question: Sendable {
  /// The number is above 0, and large enough to matter.
  case difference(Contrast, atLeast: Double)
  /// The number is too near to 0 to matter.
  case equality(Contrast, within: Double)
  /// A number is near 0 in comparison with another: closer than a share of it.
  case relativeEquality(Contrast, within: Double, of: Contrast)
  /// All hold; follows from the equations, so that it tests the program and not the paper.
  case exact([Condition])
  /// It is not so.
  case not(Question)
  /// All are so.
  case all([Question])
  /// One is so.
  case any([Question])
  /// At least half are so, and none is contradicted.
  case often([Question])
}

/// What the runs answer to a question.
package struct Answer: Sendable {
  /// The word.
  package let word: VerdictWord

  /// The contrasts that were looked at, each with its own word.
  package let parts: [Part]

  /// The conditions that were looked at.
  package let conditions: [Condition.Outcome]

  /// A contrast with what it is asked.
  package struct Part: Sendable {
    /// What the seeds say.
    package let evidence: Contrast.Evidence
    /// What the number is asked to be: `≥ 0.5` for a difference, `within ±0.5` for an equality.
    package let demand: String
    /// The size that matters, above 0.
    package let smallest: Double
    /// The word for this contrast alone.
    package let word: VerdictWord
  }
}

extension Question {
  /// Whether it follows from the equations.
  package var isExact: Bool {
    switch self {
    case .exact: true
    case .difference, .equality, .relativeEquality: false
    case .not(let question): question.isExact
    case .all(let questions), .any(let questions), .often(let questions):
      questions.allSatisfy(\.isExact)
    }
  }

  /// Looks at the runs.
  ///
  /// - Parameters:
  ///   - results: the runs.
  ///   - level: the share of intervals that hold the true number, in `0..<1`.
  /// - Returns: the answer.
  package func answer(in results: StudyResults, level: Double = 0.95) -> Answer {
    switch self {
    case .difference(let contrast, let smallest):
      Answer(contrast.evidence(in: results, level: level), "≥ \(smallest.shortText())", smallest) {
        $0.word(ofDifference: smallest)
      }
    case .equality(let contrast, let smallest):
      Answer(
        contrast.evidence(in: results, level: level), "within ±\(smallest.shortText())", smallest
      ) {
        $0.word(ofEquality: smallest)
      }
    case .relativeEquality(let contrast, let share, let whole):
      relative(contrast, share, whole, in: results, level: level)
    case .exact(let conditions): Answer(conditions.map { $0.outcome(in: results) })
    case .not(let question): question.answer(in: results, level: level).reversed
    case .all(let questions):
      Answer(questions.map { $0.answer(in: results, level: level) }, VerdictWord.all)
    case .any(let questions):
      Answer(
        questions.map {
          $0.answer(in: results, level: 1 - (1 - level) / Double(questions.count))
        }, VerdictWord.any)
    case .often(let questions):
      Answer(questions.map { $0.answer(in: results, level: level) }, VerdictWord.often)
    }
  }

  /// Two contrasts in place of an estimated size: the number less the share, and the number and the share.
  private func relative(
    _ contrast: Contrast, _ share: Double, _ whole: Contrast, in results: StudyResults,
    level: Double
  ) -> Answer {
    let evidence = [-1.0, 1].map { sign in
      Contrast(
        "\(contrast.name) \(sign < 0 ? "−" : "+") \(share.text()) (\(whole.name))",
        unit: contrast.unit, step: contrast.step
      ) { reading in
        guard let number = contrast.value(reading), let size = whole.value(reading) else {
          return nil
        }
        return number + sign * share * size
      }.evidence(in: results, level: level)
    }
    let (less, more) = (evidence[0].estimate, evidence[1].estimate)
    let word: VerdictWord =
      if evidence.contains(where: \.isTooSparse) {
        .notTested
      } else if less.high < 0, more.low > 0 {
        .supported
      } else if less.low > 0 || more.high < 0 {
        .contradicted
      } else {
        .undecided
      }
    let parts = zip(evidence, ["< 0", "> 0"]).map {
      Answer.Part(evidence: $0, demand: $1, smallest: 0, word: word)
    }
    return Answer(word: word, parts: parts, conditions: [])
  }
}

extension Answer {
  /// The answer of one contrast.
  fileprivate init(
    _ evidence: Contrast.Evidence, _ demand: String, _ smallest: Double,
    _ word: (Estimate) -> VerdictWord
  ) {
    let word = evidence.isTooSparse ? .notTested : word(evidence.estimate)
    self.init(
      word: word,
      parts: [Part(evidence: evidence, demand: demand, smallest: smallest, word: word)],
      conditions: [])
  }

  /// The answer of inequalities that must all hold.
  fileprivate init(_ conditions: [Condition.Outcome]) {
    let isThere = conditions.allSatisfy { !$0.values.isEmpty }
    self.init(
      word: !isThere ? .notTested : conditions.allSatisfy(\.holds) ? .supported : .contradicted,
      parts: [], conditions: conditions)
  }

  /// The answer of several questions.
  fileprivate init(_ answers: [Answer], _ join: ([VerdictWord]) -> VerdictWord) {
    self.init(
      word: join(answers.map(\.word)), parts: answers.flatMap(\.parts),
      conditions: answers.flatMap(\.conditions))
  }

  /// The answer to the opposite question.
  fileprivate var reversed: Answer {
    Answer(word: word.reversed, parts: parts, conditions: conditions)
  }
}
