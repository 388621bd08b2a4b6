extension Optimizer {
  /// The composition as its update rule in mathematics, with the numbers in it.
  ///
  /// ```swift
  /// let optimizer = try Optimizer(.sgdw(learningRate: .constant(0.1), weightDecay: 0.01))
  /// print(optimizer.explain())
  /// // η ← 0.1
  /// // m ← [t = 1]·g + [t > 1]·(0.9·m + g)
  /// // d ← m
  /// // R ← min(1, η·0.01)
  /// // θ ← θ − (η·d + R·θ)
  /// #expect(optimizer.explain().contains("R ← min(1, η·0.01)"))
  /// ```
  ///
  /// The lines are carried out from top to bottom at every step t = 1, 2, …, on every element; what no
  /// line has assigned yet is 0. `mean` and `norm` run over all elements of all groups, `groupNorm`
  /// over those of the group (`sum` and `groupSum` likewise, of the groups under the schedule that asks),
  /// `parameterNorm` and `parameterMean` over those of the parameter,
  /// `rowNorm` over those of one index of its first axis; `axes` is the number of its axes, `rows` and
  /// `columns` are the length of the first and the number of elements of a row. A condition in brackets
  /// is 1 where it holds and else 0, and 0 times anything is 0. A line `stop unless` ends a step that then
  /// changes nothing, a line `refuse unless` one that throws. A group's multipliers belong to η, to the
  /// peak and to the decay. Where the gain would divide by 0, R is 0. What a schedule remembers of metrics
  /// is assigned by lines of its own, at the end.
  ///
  /// - Parameter format: how formulas are written; left out, as text.
  /// - Returns: one line for each assignment; groups with a composition of their own follow by name,
  ///   then the lines that are carried out when a metric is observed.
  public func explain(as format: ExplanationFormat = .text) -> String {
    let own = composition.groups.sorted { $0.key < $1.key }.map { name, group in
      format.title("Group \(name):") + format.text(of: composition.whole(group).lines)
    }
    let heard = composition.listeningSchedule?.metricLines ?? []
    let onMetric =
      heard.isEmpty
      ? []
      : [format.title("Whenever a metric is observed, before a step:") + format.text(of: heard)]
    return ([format.text(of: composition.lines)] + own + onMetric).joined(separator: "\n")
  }
}

extension Optimizer: CustomStringConvertible {
  /// The update rule, as `explain()` prints it.
  public var description: String { explain() }
}

extension Composition {
  /// The update rule, a line for each assignment.
  ///
  /// Symbols of two parts that have one name are told apart by primes.
  public var lines: [Assignment] {
    let heard = listeningSchedule?.lines ?? []
    let rate: Assignment = .η ← schedule.rate.inside("schedule")
    let early = heard.prefix(heard.countBeforeListening)
    var lines = heard.isEmpty ? [rate] : early.map { $0.inside("schedule") }
    let share = decay.share.replacing([
      .gain: gain(ofNamed: "moments", "preconditioner") ?? 1, .multiplier: 1,
    ])
    if share.contains(.peak), let peak = schedule.peakLearningRate {
      lines.append(.peak ← Formula(peak))
    }
    for (index, transform) in transforms.enumerated() {
      lines += transform.linesWithStarts.map { $0.inside("transform\(index)") }
    }
    let pulls = decay.linesWithStarts.map { $0.inside("decay") }
    let decays = share != 0
    if decays, decay.entry == .gradient {
      let pull = decay.pull.inside("decay")
      lines += pulls.filter { $0.symbol.map(Formula.symbol) != .pull }
      lines.append(.g ← .g + share * pull)
    }
    if !heard.isEmpty {
      let late = (listeningSchedule?.starts ?? []) + heard.dropFirst(early.count)
      lines += late.map { $0.inside("schedule") } + [rate]
    }
    let weight = decays && decay.entry == .parameters ? share.divided(by: .η) : 0
    lines += Self.lines(moments, "moments", weight: moments.absorbsDecay ? weight : 0)
    if preconditioner.reads(.s) { lines.append(.s ← moments.scale.inside("moments")) }
    lines += Self.lines(
      preconditioner, "preconditioner",
      weight: preconditioner.absorbsDecay && !moments.absorbsDecay ? weight : 0)
    var step: Formula = .η * .d
    if decays, decay.entry == .parameters, appliesDecay.decay {
      lines.append(.R ← .min(1, share))
      lines += pulls.filter { $0.symbol.map(Formula.symbol) != .pull }
      step = step + .R * decay.pull.inside("decay")
    }
    return (lines + [.θ ← .θ - step]).withDistinctNames
  }

  /// The lines of a part, after one for the decay that it takes over; nothing is said of none.
  private static func lines(
    _ part: any StatefulComponent, _ place: String, weight: Formula
  ) -> [Assignment] {
    let lines = part.linesWithStarts.map { $0.inside(place) }
    guard weight == 0 else { return [.λ ← weight] + lines }
    // A line that would only have decayed says nothing any more.
    return lines.map { $0.replacing([.λ: 0]) }.filter { line in
      line.symbol.map(Formula.symbol) != line.formula
    }
  }

  /// The gain, with the symbols of each part as those of its place.
  private func gain(ofNamed moments: String, _ preconditioner: String) -> Formula? {
    guard let first = self.moments.gain, let second = self.preconditioner.gain else { return nil }
    let transformed = transforms.reduce(Formula(1)) { $0 * ($1.gain ?? 1) }
    return transformed * first.inside(moments) * second.inside(preconditioner)
  }
}

extension MomentEstimator {
  /// What the lines name `s`: what the average is multiplied by to correct for its start; else 1.
  package var scale: Formula {
    for line in lines {
      for (name, formula) in line.formula.namedFormulas where Formula.symbol(name) == .s {
        return formula
      }
    }
    return 1
  }
}

extension StatefulComponent {
  /// The lines, after lines for the arrays that don't begin with 0.
  var linesWithStarts: [Assignment] { starts + lines }

  /// Lines for the arrays that don't begin with 0.
  var starts: [Assignment] {
    let lines = lines
    let named = lines.reduce(into: Set(lines.compactMap(\.symbol))) {
      $0.formUnion($1.formula.symbols)
    }
    return stateArrays(for: [1]).filter { named.contains($0.symbol) }.compactMap { array in
      let symbol = Formula.symbol(array.symbol)
      return switch array.start {
      case .constant(0): nil as Assignment?
      case .constant(let number):
        symbol ← (.t .== 1) * Formula(Double(number)) + (.t .> 1) * symbol
      case .parameters: symbol ← (.t .== 1) * .θ + (.t .> 1) * symbol
      }
    }
  }
}

extension [Assignment] {
  /// The lines with symbols that can be told apart by their names alone.
  var withDistinctNames: [Assignment] {
    var taken: [String: Formula.Symbol] = [:]
    var names: [Formula: Formula] = [:]
    for symbol in flatMap({ [$0.symbol].compactMap { $0 } + $0.formula.symbols.sorted() }) {
      guard names[.symbol(symbol)] == nil else { continue }
      var name = symbol.name
      while let other = taken[name], other != symbol { name += "′" }
      taken[name] = symbol
      names[.symbol(symbol)] = .symbol(Formula.Symbol(name, isShared: symbol.isShared))
    }
    return map { $0.replacing(names) }
  }
}

extension Formula.Symbol: Comparable {
  public static func < (a: Self, b: Self) -> Bool {
    (a.path + [a.name]).lexicographicallyPrecedes(b.path + [b.name])
  }
}
