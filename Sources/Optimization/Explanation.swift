extension Optimizer {
  /// The composition as its update rule in mathematics, with the numbers in it.
  ///
  /// ```swift
  /// let optimizer = try Optimizer(.sgdw(learningRate: .constant(0.1), weightDecay: 0.01))
  /// print(optimizer.explain())
  /// // η ← 0.1
  /// // m ← [t = 1]·g + [t > 1]·(0.9·m + (1 − 0)·g)
  /// // d ← m
  /// // R ← min(1, η·0.01)
  /// // θ ← θ − (η·d + R·θ)
  /// #expect(optimizer.explain().contains("R ← min(1, η·0.01)"))
  /// ```
  ///
  /// The lines are carried out from top to bottom at every step t = 1, 2, …, on every element; what no
  /// line has assigned yet is 0. `mean` and `norm` run over all elements of all groups, `groupNorm`
  /// over those of the group, `parameterNorm` and `parameterMean` over those of the parameter,
  /// `rowNorm` over those of one index of its first axis; `axes` is the number of its axes. A condition
  /// in brackets is 1 where it holds and else 0, and 0 times anything is 0. A line `stop unless` ends a step that then
  /// changes nothing, a line `refuse unless` one that throws. A group's multipliers belong to η, to the
  /// peak and to the decay. Where the gain would divide by 0, R is 0.
  ///
  /// - Returns: one line for each assignment; groups with a composition of their own follow by name.
  public func explain() -> String {
    let own = exceptions.sorted { $0.key < $1.key }.map { name, exception in
      "\nGroup \(name):\n"
        + composition(of: exception).equations.joined(separator: "\n")
    }
    return ([composition.equations.joined(separator: "\n")] + own).joined(separator: "\n")
  }
}

extension Composition {
  /// The update rule, a line for each assignment.
  var equations: [String] {
    let momentLines = moments.equations
    let names = distinctSymbols(preconditioner.equations, from: momentLines)
    func distinct(_ text: String) -> String { renaming(names, in: text) }

    var lines = ["η ← \(schedule.formula("t"))"]
    if decay.needsPeak, let peak = schedule.peakLearningRate {
      lines.append("peak ← \(brief(peak))")
    }
    lines += transforms.map(\.equation)
    let gain = product(moments.gainFormula ?? "1", distinct(preconditioner.gainFormula ?? "1"))
    let rate = decay.rateFormula(gain: gain)
    let decays = rate != "0"
    if decay.entry == .gradient, decays {
      lines += decay.equations(rate: rate)
      lines.append("g ← g + \(rate)·\(decay.pullFormula)")
    }
    let rateLine = decay.entry == .parameters ? "R ← min(1, \(rate))" : "R ← 0"
    let scaleLine = "\(distinct("s")) ← \(moments.scaleFormula)"
    lines += startEquations(of: moments)
    lines += momentLines.map { $0 == Self.rateMarker ? rateLine : $0 }
    lines += startEquations(of: preconditioner).map(distinct)
    // Where the moment estimator absorbs the decay, the preconditioner has none left.
    let restLine = appliesDecay.moments ? "R ← 0" : rateLine
    lines += preconditioner.equations.map {
      $0 == Self.rateMarker ? distinct(restLine) : $0 == Self.scaleMarker ? scaleLine : distinct($0)
    }
    if appliesDecay.decay, decays {
      lines.append(rateLine)
      lines += decay.equations(rate: "R")
      return lines + ["θ ← θ − (η·d + R·\(decay.pullFormula))"]
    }
    return lines + ["θ ← θ − η·d"]
  }

  /// The line that a preconditioner that absorbs the decay puts where it needs `R`.
  public static let rateMarker = "R"

  /// The line that a preconditioner puts where it needs `s`, the scale of the direction.
  public static let scaleMarker = "s"
}

/// The product of two expressions, without factors of 1.
private func product(_ a: String, _ b: String) -> String {
  if a == "1" { return b }
  return b == "1" ? a : "(\(a))·(\(b))"
}

/// New names for the symbols of some equations that other equations use, too: `v′` for `v`.
///
/// - Parameters:
///   - lines: the equations to rename in.
///   - others: the equations that keep their names.
/// - Returns: the new names by the old ones; `d` and `g` are common to all.
public func distinctSymbols(_ lines: [String], from others: [String]) -> [String: String] {
  let taken = Set(others.compactMap(assignedSymbol)).subtracting(["d", "g"])
  let own = Set(lines.compactMap(assignedSymbol))
  return taken.reduce(into: [:]) { names, symbol in
    var name = symbol + "′"
    while taken.contains(name) || own.contains(name) { name += "′" }
    names[symbol] = name
  }
}

/// Lines for the arrays of a moment estimator that don't start with 0.
public func startEquations(of part: any MomentEstimator) -> [String] {
  startEquations(of: part, assignedIn: part.equations)
}

/// Lines for the arrays of a preconditioner that don't start with 0.
public func startEquations(of part: any Preconditioner) -> [String] {
  startEquations(of: part, assignedIn: part.equations)
}

private func startEquations(
  of part: any StatefulComponent, assignedIn lines: [String]
) -> [String] {
  let symbols = Set(lines.compactMap(assignedSymbol))
  // Which arrays there are may depend on the shape, but not what a symbol starts with.
  return part.stateArrays(for: [1, 1]).compactMap { array in
    guard case .constant(let value) = array.start, value != 0, symbols.contains(array.name) else {
      return nil
    }
    return "\(array.name) ← [t = 1]·\(value) + [t > 1]·\(array.name)"
  }
}

/// The symbol on the left of an assignment.
private func assignedSymbol(_ line: String) -> String? {
  line.split(separator: " ").first.map(String.init)
}

/// The text with other names for some of its symbols.
public func renaming(_ names: [String: String], in text: String) -> String {
  var result = ""
  var word = ""
  func flush() {
    result += names[word] ?? word
    word = ""
  }
  for character in text {
    // A letter behind a digit belongs to a number: 1e-08.
    let isInNumber = word.isEmpty && result.last?.isNumber == true
    if (character.isLetter || character == "′") && !isInNumber {
      word.append(character)
    } else {
      flush()
      result.append(character)
    }
  }
  flush()
  return result
}
