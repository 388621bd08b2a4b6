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
  /// // θ ← (1 − R)·θ
  /// // θ ← θ − η·d
  /// #expect(optimizer.explain().contains("R ← min(1, η·0.01)"))
  /// ```
  ///
  /// The lines are carried out from top to bottom at every step t = 1, 2, …, on every element; `mean`
  /// and `norm` run over all elements. A condition in brackets is 1 where it holds and else 0. A
  /// group's multipliers belong to η and to the decay. Where the gain would divide by 0, R is 0.
  ///
  /// - Returns: one line for each assignment; groups with a composition of their own follow by name.
  public func explain() -> String {
    let own = exceptions.sorted { $0.key < $1.key }.map { name, exception in
      "\nGroup \(name):\n" + exception.equations.joined(separator: "\n")
    }
    return ([composition.equations.joined(separator: "\n")] + own).joined(separator: "\n")
  }
}

extension Composition {
  /// The update rule, a line for each assignment.
  var equations: [String] {
    let momentLines = moments.equations
    let symbols = Set(momentLines.compactMap(assignedSymbol)).subtracting(["d", "g"])
    func distinct(_ text: String) -> String { renaming(symbols, in: text) }

    var lines = ["η ← \(schedule.formula("t"))"]
    lines += transforms.map(\.equation)
    let gain = product(moments.gainFormula ?? "1", distinct(preconditioner.gainFormula ?? "1"))
    let rate = decay.rateFormula(gain: gain)
    let decays = rate != "0"
    if decay.entry == .gradient, decays { lines.append("g ← g + \(rate)·\(decay.pullFormula)") }
    lines += momentLines
    let rateLine = "R ← min(1, \(rate))"
    lines += preconditioner.equations.map { $0 == Self.rateMarker ? rateLine : distinct($0) }
    if decay.entry == .parameters, decays, !preconditioner.absorbsDecay {
      lines.append(rateLine)
      lines.append(
        decay.pullFormula == "θ" ? "θ ← (1 − R)·θ" : "θ ← θ − R·\(decay.pullFormula)")
    }
    return lines + ["θ ← θ − η·d"]
  }

  /// The line that a preconditioner that absorbs the decay puts where it needs `R`.
  public static let rateMarker = "R"
}

/// The product of two expressions, without factors of 1.
private func product(_ a: String, _ b: String) -> String {
  if a == "1" { return b }
  return b == "1" ? a : "(\(a))·(\(b))"
}

/// The symbol on the left of an assignment.
private func assignedSymbol(_ line: String) -> String? {
  line.split(separator: " ").first.map(String.init)
}

/// The text with a prime behind every symbol of a set.
private func renaming(_ symbols: Set<String>, in text: String) -> String {
  var result = ""
  var word = ""
  func flush() {
    result += symbols.contains(word) ? word + "′" : word
    word = ""
  }
  for character in text {
    if character.isLetter || character == "̂" {
      word.append(character)
    } else {
      flush()
      result.append(character)
    }
  }
  flush()
  return result
}
