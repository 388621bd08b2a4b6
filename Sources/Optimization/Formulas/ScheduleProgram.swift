package import Kernels

/// The rate of a schedule with its lines, compiled once.
///
/// The lines of a schedule that listens are computed twice a step: before the sums are known, for what
/// other parts and the listener read, and once they are.
package struct ScheduleProgram: Sendable {
  /// The sums that the lines ask for, in the order of the terms.
  package let sums: [Formula]

  /// The largest learning rate, where there is one.
  let peak: Double?

  /// Whether sums run over each group.
  package let isPerGroup: Bool

  /// Whether the lines must be computed once the gradients are known.
  package let listens: Bool

  /// Whether the lines change arrays.
  package let changesArrays: Bool

  /// The numbers of the lines.
  let numbers: PartNumbers

  private let inputs: [(input: Input, slot: Int)]
  private let published: [(symbol: Formula.Symbol, slot: Int)]

  private enum Input {
    case step
    case sum(Int)
    case metric(Int)
    /// Numbers that are kept, and what nothing assigns.
    case other
  }

  /// Compiles a schedule.
  package init(_ schedule: any LearningRateSchedule) {
    let listening = schedule as? any ListeningSchedule
    let lines = listening?.lines ?? []
    let arrays = listening?.stateArrays(for: [1]) ?? []
    let sums = lines.sums
    let metrics = MetricProgram(listening?.metricLines ?? []).symbols
    numbers = PartNumbers(
      lines, arrays: arrays.map(\.name), supplied: Set(sums), results: [schedule.rate])
    self.sums = sums
    peak = schedule.peakLearningRate
    listens = !lines.isEmpty
    isPerGroup = sums.contains { $0.isSum(over: .group) }
    let symbols = Set(arrays.map(\.symbol))
    changesArrays = lines.contains { $0.symbol.map(symbols.contains) == true }
    inputs = numbers.program.inputs.map { formula, slot in
      if formula == .t { return (.step, slot) }
      if let sum = sums.firstIndex(of: formula) { return (.sum(sum), slot) }
      if case .symbol(let symbol) = formula, let metric = metrics.firstIndex(of: symbol) {
        return (.metric(metric), slot)
      }
      return (.other, slot)
    }
    published = numbers.program.definitions.filter { $0.key.isShared }
      .map { (symbol: $0.key, slot: $0.value) }
  }

  /// Room for the numbers.
  package func makeRoom() -> Block<Double> { numbers.program.makeRoom() }

  /// The names of the numbers that are kept from step to step.
  package var keptNames: [String] { numbers.keptNames }
}

extension ScheduleProgram {
  /// Computes the numbers of a step.
  ///
  /// - Parameters:
  ///   - room: the room of the program.
  ///   - step: t, from 1.
  ///   - metrics: what is remembered of the metrics.
  ///   - kept: what the lines have kept.
  ///   - sums: the sums, or nil as long as they aren't known.
  /// - Returns: the learning rate.
  @discardableResult
  package func run(
    _ room: Block<Double>, at step: Int, metrics: [Double], kept: [Double], sums: [Double]? = nil
  ) -> Double {
    var slots = room.mutableSpan
    for (input, slot) in inputs {
      switch input {
      case .step: slots[slot] = Double(step)
      case .sum(let sum): slots[slot] = sums?[sum] ?? .nan
      case .metric(let metric): slots[slot] = metrics[metric]
      case .other: slots[slot] = 0
      }
    }
    for (index, scalar) in numbers.kept.enumerated() { slots[scalar.before] = kept[index] }
    numbers.program.run(&slots)
    return slots[numbers.results[0]]
  }

  /// Takes what the lines keep for the next step from a room in which they have been computed.
  package func keep(_ room: Block<Double>, in kept: inout [Double]) {
    let slots = room.span
    for (index, scalar) in numbers.kept.enumerated() { kept[index] = slots[scalar.after] }
  }

  /// The first condition that doesn't hold in a room in which the lines have been computed.
  package func brokenCondition(_ room: Block<Double>) -> Formula? {
    numbers.conditions.first { room.span[$0.slot] == 0 }?.formula
  }

  /// What other parts may read in a room.
  package func published(_ room: Block<Double>) -> Published? {
    published.isEmpty ? nil : Published(symbols: published, room: room)
  }

  /// The context of the listener.
  package func context(at step: Int, _ room: Block<Double>) -> StepContext {
    StepContext(StepInputs(step: step, learningRate: 0), numbers, room)
  }
}

/// The numbers that a schedule lets other parts read, by the symbols that all parts share.
package struct Published: Sendable {
  fileprivate let symbols: [(symbol: Formula.Symbol, slot: Int)]
  fileprivate let room: Block<Double>

  /// All numbers.
  package var numbers: [Formula: Double] {
    Dictionary(
      symbols.map { (Formula.symbol($0.symbol), room.span[$0.slot]) }, uniquingKeysWith: { $1 })
  }

  /// The number that a formula stands for; nil where the schedule publishes none.
  func value(of formula: Formula) -> Double? {
    guard case .symbol(let symbol) = formula else { return nil }
    for entry in symbols where entry.symbol == symbol { return room.span[entry.slot] }
    return nil
  }
}

/// What is done when a metric arrives, compiled once.
package struct MetricProgram: Sendable {
  /// What is remembered, in the order of the lines.
  package let symbols: [Formula.Symbol]

  private let program: FormulaProgram

  /// Compiles lines.
  package init(_ lines: [Assignment]) {
    var program = FormulaProgram()
    var symbols: [Formula.Symbol] = []
    for line in lines {
      guard let symbol = line.symbol else { continue }
      program.define(symbol, as: line.formula)
      if !symbols.contains(symbol) { symbols.append(symbol) }
    }
    self.symbols = symbols
    self.program = program
  }

  /// Takes a metric in.
  package func observe(_ metric: Double, in remembered: inout [Double]) {
    let room = program.makeRoom()
    var slots = room.mutableSpan
    for (formula, slot) in program.inputs {
      if formula == .metric { slots[slot] = metric }
      for (index, symbol) in symbols.enumerated() where formula == .symbol(symbol) {
        slots[slot] = remembered[index]
      }
    }
    program.run(&slots)
    for (index, symbol) in symbols.enumerated() {
      if let slot = program.definitions[symbol] { remembered[index] = slots[slot] }
    }
  }
}

extension [Assignment] {
  /// What is measured for the lines of a schedule, each once.
  var sums: [Formula] {
    flatMap(\.formula.measurements).reduce(into: []) { sums, sum in
      if !sums.contains(sum) { sums.append(sum) }
    }
  }

  /// The number of lines before the first with an element or a sum in it.
  var countBeforeListening: Int {
    let elements: Set<Formula> = [.g, .θ, .d]
    let arrays = firstIndex { line in
      !line.formula.measurements.isEmpty || elements.contains { line.formula.contains($0) }
    }
    return arrays ?? count
  }
}

extension Formula {
  /// Whether the formula is a sum over the elements of a scope.
  func isSum(over scope: NormScope) -> Bool {
    if case .call(let function, _) = self { function.name == scope.sumFunction } else { false }
  }
}
