import Kernels

/// The mean of squares in the gain or the lines of a part, v̄, and how it can be known.
///
/// Where each element follows vₜ = a·vₜ₋₁ + b·gₜ², the sum over the elements is one number that follows
/// the same recurrence, known before the pass. Whether it does is read off the line that assigns v.
struct MeanSquare: Sendable {
  /// The mean, as the formulas write it.
  let formula: Formula

  /// The state array that is averaged, and whether its squares are.
  let array: String
  let isSquared: Bool

  /// What every element is before the first step.
  let start: Double

  private let program: FormulaProgram
  private let factorSlot: Int
  private let recurrence: (retention: Int, innovation: Int)?

  /// What is averaged as a formula of several arrays, by their positions; nil where one array will do.
  private var elements: (program: FormulaProgram, slot: Int, arrays: [(slot: Int, array: Int)])?

  /// Room for the numbers of the coefficients.
  func makeRoom() -> Block<Double> { program.makeRoom() }

  /// Whether the mean is known before the pass.
  var isKnownBefore: Bool { recurrence != nil }

  /// Finds the mean of a part; nil where it has none.
  ///
  /// - Parameters:
  ///   - part: the part.
  ///   - arrays: its state arrays.
  ///   - observed: whether a moment estimator changes what the part measures.
  init?(of part: any StatefulComponent, arrays: [StateArray], observed: Bool = false) {
    let lines = part.lines
    let means = ([part.gain].compactMap { $0 } + lines.map(\.formula)).flatMap(\.means)
    guard let formula = means.first, case .call(_, let arguments) = formula else { return nil }
    let argument = lines.definitions(except: Set(arrays.map(\.symbol))).reduce(arguments[0]) {
      $0.replacing([.symbol($1.symbol): $1.formula])
    }
    for array in arrays {
      let v = Formula.symbol(array.symbol)
      for isSquared in [false, true] {
        guard let factor = argument.coefficients(in: [isSquared ? v ** 2 : v])?[0],
          factor.symbols.allSatisfy({ .symbol($0) == Formula.t })
        else { continue }
        self.formula = formula
        self.array = array.name
        self.isSquared = isSquared
        if case .constant(let number) = array.start { start = Double(number) } else { start = 0 }
        var program = FormulaProgram()
        factorSlot = program.add(factor)
        let changesGradient = lines.contains { $0.symbol.map(Formula.symbol) == .g }
        recurrence =
          isSquared || observed || changesGradient
          ? nil : lines.recurrence(of: array.symbol).map { (program.add($0), program.add($1)) }
        self.program = program
        return
      }
    }
    var elements = FormulaProgram()
    let slot = elements.add(argument)
    var inputs: [(slot: Int, array: Int)] = []
    for input in elements.inputs {
      guard let array = arrays.firstIndex(where: { .symbol($0.symbol) == input.formula }) else {
        return nil
      }
      inputs.append((input.slot, array))
    }
    self.formula = formula
    (array, isSquared, start) = (arrays.first?.name ?? "", false, 0)
    var program = FormulaProgram()
    factorSlot = program.add(1)
    self.program = program
    recurrence = nil
    self.elements = (elements, slot, inputs)
  }

  /// The sum of what is averaged over some elements, before its factor.
  func sum(of state: inout StateView, array: Int, count: Int) -> Double {
    var sum = 0.0
    guard let elements else {
      for i in 0..<count {
        let number = Double(state[array, i])
        sum += isSquared ? number * number : number
      }
      return sum
    }
    let room = elements.program.makeRoom()
    var numbers = room.mutableSpan
    for i in 0..<count {
      for input in elements.arrays { numbers[input.slot] = Double(state[input.array, i]) }
      elements.program.run(&numbers)
      sum += numbers[elements.slot]
    }
    return sum
  }
}

extension MeanSquare {
  /// The coefficients of a step: v ← retention·v + innovation·g², rounded as the arrays' are, and what
  /// the mean of v is multiplied by.
  struct Coefficients {
    var retention = 0.0
    var innovation = 0.0
    var factor = 1.0
  }

  /// The coefficients at a step of a parameter.
  func coefficients(at step: Int, _ room: Block<Double>) -> Coefficients {
    var numbers = room.mutableSpan
    for input in program.inputs { numbers[input.slot] = Double(step) }
    program.run(&numbers)
    guard let recurrence else { return Coefficients(factor: Double(Float(numbers[factorSlot]))) }
    return Coefficients(
      retention: Double(Float(numbers[recurrence.retention])),
      innovation: Double(Float(numbers[recurrence.innovation])), factor: numbers[factorSlot])
  }
}

extension StateArray {
  /// The symbol of the array in the lines of its part.
  public var symbol: Formula.Symbol {
    let places = name.split(separator: "/").map(String.init)
    return places.dropLast().reversed().reduce(Formula.Symbol(places.last ?? name)) {
      $0.inside($1)
    }
  }
}

extension [Assignment] {
  /// The lines that define symbols anew at every step, the last first: to be put in their place.
  func definitions(except kept: Set<Formula.Symbol> = []) -> [(
    symbol: Formula.Symbol, formula: Formula
  )] {
    var read: Set<Formula.Symbol> = []
    var found: [(symbol: Formula.Symbol, formula: Formula)] = []
    for line in self {
      read.formUnion(line.formula.symbols)
      guard let symbol = line.symbol, !symbol.isShared, !kept.contains(symbol),
        !read.contains(symbol) || found.contains(where: { $0.symbol == symbol })
      else { continue }
      found.append((symbol, line.formula))
    }
    return found.reversed()
  }

  /// The coefficients of v ← retention·v + innovation·g², or nil where v follows another rule.
  fileprivate func recurrence(of symbol: Formula.Symbol) -> (Formula, Formula)? {
    let own = filter { $0.symbol == symbol }
    guard own.count == 1 else { return nil }
    let line = definitions(except: [symbol]).reduce(own[0].formula) {
      $0.replacing([.symbol($1.symbol): $1.formula])
    }
    guard let found = line.coefficients(in: [.symbol(symbol), .g ** 2]),
      found.allSatisfy({ $0.symbols.allSatisfy { Formula.symbol($0) == .t } })
    else { return nil }
    return (found[0], found[1])
  }
}
