import Studies
import Testing

/// Results of arms with a number for each seed; nil is a run that diverged.
func results(_ arms: [String: [Double?]]) -> StudyResults {
  let count = arms.values.map(\.count).max() ?? 0
  let seeds = (0..<count).map { 31 + UInt64($0) }
  var results = StudyResults(form: .quick, seeds: seeds)
  for (arm, numbers) in arms {
    for (seed, number) in zip(seeds, numbers) {
      var measurement = Measurement(values: ["error": number ?? 0, "norm": number ?? 0])
      measurement.hasDiverged = number == nil
      results[arm, seed] = measurement
    }
  }
  return results
}

private let error = Quantity("error", worst: 90)
private let norm = Quantity("norm")

@Suite struct QuestionTests {
  private let better = Contrast(error, "a", minus: "b", unit: "points")

  @Test func aPairThatDivergedIsEqual() {
    let evidence = Contrast(norm, "a", minus: "b").evidence(
      in: results(["a": [1, nil, 1, nil, 1, 1], "b": [0, nil, 0, 0, 0, 0]]))
    #expect(evidence.estimate.values == [1, 0, 1, .infinity, 1, 1])
    #expect(evidence.diverged == ["a": 2, "b": 1])
  }

  /// Where one seed's runs are not the same to the last bit, equal numbers are as coarse as elsewhere.
  @Test func numbersAreExactWhereAllSeedsAreBitEqual() {
    var equal = results(["a": [1, 1, 1], "b": [1, 1, 1]])
    let coarse = Contrast(error, "a", minus: "b", step: 0.05)
    #expect(coarse.evidence(in: equal).estimate.low == 0)
    equal["a", 32] = Measurement(values: ["error": 1, "norm": 2])
    let estimate = coarse.evidence(in: equal).estimate
    #expect(estimate.values == [0, 0, 0] && estimate.low < 0)
  }

  @Test func boundedNumbersAreCut() {
    let evidence = better.evidence(in: results(["a": [nil, 95, 3], "b": [1, 1, nil]]))
    #expect(evidence.estimate.values == [89, 89, -87])
  }

  @Test func seedsThatAreNotFinishedAreLeftOut() {
    var some = results(["a": [1, 2, 3, 4], "b": [0, 0, 0]])
    #expect(better.evidence(in: some).seeds == [31, 32, 33])
    some["b", 34] = some["b", 33]
    #expect(better.evidence(in: some).seeds.count == 4)
  }

  @Test func wherePairsHaveNoNumberNothingIsTested() {
    let rare = Contrast("sometimes") { $0["a", error] > 1 ? $0["a", error] : nil }
    let half = results(["a": [0, 2, 0, 2, 2, 2]])
    #expect(Question.difference(rare, atLeast: 1).answer(in: half).word == .notTested)
    let most = results(["a": [0, 2, 2, 2.1, 2, 2]])
    #expect(Question.difference(rare, atLeast: 1).answer(in: most).word == .supported)
  }

  /// A quarter of the seeds may have no number, and no more.
  @Test func aQuarterMayBeMissing() {
    let rare = Contrast("sometimes") { $0["a", error] > 1 ? $0["a", error] : nil }
    func word(_ missing: Int, of count: Int) -> VerdictWord {
      let numbers = (0..<count).map { $0 < missing ? 0 : 2 + Double($0) / 100 }
      return Question.difference(rare, atLeast: 1).answer(in: results(["a": numbers])).word
    }
    #expect(word(2, of: 8) == .supported)
    #expect(word(3, of: 11) == .notTested)
  }

  @Test(arguments: [
    ([VerdictWord.supported, .tooSmall], VerdictWord.tooSmall, VerdictWord.supported),
    ([.undecided, .supported], .undecided, .supported),
    ([.contradicted, .notTested], .notTested, .notTested),
    ([.contradicted, .undecided], .contradicted, .undecided),
  ])
  func severalConditions(words: [VerdictWord], all: VerdictWord, any: VerdictWord) {
    #expect(VerdictWord.all(words) == all)
    #expect(VerdictWord.any(words) == any)
  }

  @Test(arguments: [
    ([VerdictWord.supported, .tooSmall], VerdictWord.supported),
    ([.supported, .tooSmall, .tooSmall], .tooSmall),
    ([.supported, .undecided, .tooSmall], .undecided),
    ([.supported, .notTested, .notTested], .notTested),
    ([.supported, .supported, .notTested], .supported),
    ([.supported, .supported, .contradicted], .contradicted),
    ([.undecided, .undecided, .notTested], .undecided),
    ([.notTested], .notTested),
  ])
  func oftenIsAtLeastHalfAndNoneTheOtherWay(words: [VerdictWord], often: VerdictWord) {
    #expect(VerdictWord.often(words) == often)
  }

  @Test func oftenAsksEachQuestion() {
    let some = results(["a": [2, 2.1, 1.9], "b": [0, 0, 0], "c": [0, 0.1, -0.1]])
    let (yes, no) = (better, Contrast(error, "c", minus: "b"))
    let answer = Question.often([yes, no, no].map { .difference($0, atLeast: 1) }).answer(in: some)
    #expect(answer.word == .tooSmall && answer.parts.count == 3)
  }

  /// "A or B" asks more of each: 6.21 in place of 4.30 for three seeds and two questions.
  @Test func oneOfSeveralNeedsAWiderInterval() throws {
    let some = results(["a": [1.2, 2, 2.8], "b": [0, 0, 0]])
    let question = Question.difference(better, atLeast: 0.5)
    #expect(question.answer(in: some).word == .supported)
    let any = Question.any([question, question]).answer(in: some)
    #expect(any.word == .undecided)
    let part = try #require(any.parts.first?.evidence.estimate)
    #expect(abs((part.high - part.center) / (0.8 / 3.0.squareRoot()) - 6.2053) < 1e-3)
  }

  @Test(arguments: [
    ([0.0, 0.1, -0.1], VerdictWord.supported), ([2, 2.1, 1.9], .contradicted),
    ([-2, -2.1, -1.9], .contradicted), ([0.9, 1, 1.1], .undecided),
  ])
  func equalityRelativeToAnotherDifference(difference: [Double?], word: VerdictWord) {
    let some = results(["a": difference, "b": [0, 0, 0], "c": [4, 4, 4]])
    let question = Question.relativeEquality(
      better, within: 0.25, of: Contrast(error, "c", minus: "b"))
    #expect(question.answer(in: some).word == word)
  }

  /// A difference that is the bound itself, in every run, says neither.
  @Test(arguments: [1.0, -1])
  func equalityAtItsBoundIsUndecided(difference: Double) {
    let some = results([
      "a": [difference, difference, difference], "b": [0, 0, 0], "c": [4, 4, 4],
    ])
    let question = Question.relativeEquality(
      Contrast(error, "a", minus: "b"), within: 0.25, of: Contrast(error, "c", minus: "b"))
    #expect(question.answer(in: some).word == .undecided)
  }

  @Test func theOppositeOfTooSmallIsSupported() {
    let some = results(["a": [0, 0.1, -0.1], "b": [0, 0, 0]])
    let question = Question.difference(better, atLeast: 0.5)
    #expect(question.answer(in: some).word == .tooSmall)
    #expect(Question.not(question).answer(in: some).word == .supported)
  }

  @Test func inequalitiesHoldOrDont() {
    let some = results(["a": [1, 2, 3]])
    func word(_ range: ClosedRange<Double>) -> VerdictWord {
      Question.exact([Condition("error of a", in: range) { $0["a", error] }]).answer(in: some).word
    }
    #expect(word(1...3) == .supported)
    #expect(word(1...2.9) == .contradicted)
    let none = Question.exact([Condition("nothing", in: 0...1) { $0["b", error] }])
    #expect(none.answer(in: some).word == .notTested)
  }
}

@Suite struct ControlTests {
  private let claim = Question.difference(Contrast(error, "a", minus: "b"), atLeast: 0.5)
  private let gain = Contrast(error, "c", minus: "b")

  private func word(_ check: Control.Check, _ c: [Double?]) -> VerdictWord {
    let some = results(["a": [2, 2.1, 1.9], "b": [0, 0, 0], "c": c])
    return verdict(check, in: some).word
  }

  private func verdict(_ check: Control.Check, in results: StudyResults) -> Verdict {
    Verdict(
      Claim("claim", "It is so.", source: "nobody", claim, controls: [Control("control", check)]),
      in: results)
  }

  @Test func aGateMustBeSupported() {
    #expect(word(.gate(gain, atLeast: 1), [2, 2.1, 1.9]) == .supported)
    #expect(word(.gate(gain, atLeast: 1), [0, 3, -1]) == .notTested)
  }

  /// Neither a wide interval nor a small effect makes it fail.
  @Test func aNullControlFailsByAnEffectOnly() {
    #expect(word(.absent(gain, within: 1), [-3, 0, 4]) == .supported)
    #expect(word(.absent(gain, within: 1), [0.5, 0.501, 0.499]) == .supported)
    #expect(word(.absent(gain, within: 1), [2, 2.1, 1.9]) == .notTested)
  }

  /// With no effect at all a null control fails in one study of a hundred, at most.
  @Test func aNullControlSeldomFailsByChance() {
    var noise = GaussianNoise(seed: 15)
    let failures = (0..<400).count { _ in
      word(.absent(gain, within: 0.5), noise.numbers(3)) == .notTested
    }
    #expect(failures <= 10)
  }

  @Test func aPositiveControlFailsWhereTheEffectIsRuledOut() {
    #expect(word(.present(gain, atLeast: 1), [0, 0.1, -0.1]) == .notTested)
    #expect(word(.present(gain, atLeast: 1), [0, 4, 2]) == .supported)
  }

  /// The interval is ±0.745 around 0.
  @Test func halfAnIntervalIsMeasuredByTheSizeThatMatters() {
    let some = results(["a": [2, 2.1, 1.9], "b": [0, 0, 0], "c": [-0.3, 0, 0.3]])
    for (size, isWeak) in [(1.0, false), (0.75, false), (0.74, true)] {
      #expect(verdict(.absent(gain, within: size), in: some).controls[0].isWeak == isWeak)
    }
  }

  @Test func aControlWithoutNumbersFails() {
    let rare = Contrast("sometimes") { $0["c", error] > 1 ? $0["c", error] : nil }
    #expect(word(.gate(rare, atLeast: 1), [2, 2.1, 1.9]) == .supported)
    let half = results([
      "a": [2, 2.1, 1.9, 2, 2, 2], "b": [0, 0, 0, 0, 0, 0], "c": [2, 2.1, 1.9, 2, 0, 0],
    ])
    for check: Control.Check in [
      .gate(rare, atLeast: 1), .absent(rare, within: 9), .present(rare, atLeast: 1),
    ] { #expect(verdict(check, in: half).word == .notTested) }
    let unseen = Control.Check.exact([Condition("d", in: 0...1) { $0["d", error] }])
    let verdict = verdict(unseen, in: half)
    #expect(verdict.word == .notTested)
    #expect(verdict.sentence.contains("no run was checked (control)"))
  }

  @Test func weakControlsAreNamed() {
    let some = results(["a": [2, 2.1, 1.9], "b": [0, 0, 0], "c": [-3, 0, 4]])
    let verdict = verdict(.absent(gain, within: 1), in: some)
    #expect(verdict.controls.first?.isWeak == true)
    #expect(verdict.sentence.hasSuffix("Weak control: control."))
    #expect(!self.verdict(.gate(gain, atLeast: 1), in: some).sentence.contains("Weak"))
  }

  @Test func aCheckMustHold() {
    func check(_ range: ClosedRange<Double>) -> Control.Check {
      .exact([Condition("error of c", in: range) { $0["c", error] }])
    }
    #expect(word(check(0...1), [0.5, 0.6, 0.7]) == .supported)
    #expect(word(check(0...0.6), [0.5, 0.6, 0.7]) == .notTested)
    let some = results(["a": [2, 2.1, 1.9], "b": [0, 0, 0], "c": [0.5, 0.6, 0.7]])
    #expect(
      verdict(check(0...0.6), in: some).sentence
        == "Not tested: the check failed (control): error of c must be in 0...0.6, but is 0.5000 "
        + "to 0.7000.")
  }

  @Test func sentencesSayHowMuch() {
    let some = results(["a": [2, 2.1, 1.9], "b": [0, 0, 0], "c": [0, 0, 0]])
    let contrast = Contrast(error, "a", minus: "b", unit: "points")
    let claim = Claim("c", "So.", source: "s", .difference(contrast, atLeast: 0.5))
    #expect(
      Verdict(claim, in: some).sentence
        == "Supported: error, a − b is 2.00 points (interval 1.75 to 2.25, n = 3), "
        + "asked: ≥ 0.5 points.")
    let undecided = Claim("c", "So.", source: "s", .difference(contrast, atLeast: 2.1))
    #expect(Verdict(undecided, in: some).sentence.hasSuffix(", direction clear, size not."))
    let noisy = Contrast(error, "a", minus: "c")
    let far = Claim("c", "So.", source: "s", .difference(noisy, atLeast: 0.5))
    let other = results(["a": [2, 0, 1], "c": [0, 1, 0]])
    #expect(Verdict(far, in: other).sentence.hasSuffix("asked: ≥ 0.5, would need n = 76."))
  }
}
