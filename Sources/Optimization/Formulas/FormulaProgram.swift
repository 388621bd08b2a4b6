import Foundation
import Kernels

/// Formulas compiled to a flat list of instructions, in which equal parts stand once.
///
/// Numbers lie in slots: constants, inputs and results. Running a program allocates nothing.
struct FormulaProgram: Sendable {
  /// What stands for numbers that the program is given, by slot.
  private(set) var inputs: [(formula: Formula, slot: Int)] = []

  /// What each slot holds before the first run: constants, and 0.
  private var start: [Double] = []

  private var instructions: [(instruction: Instruction, slot: Int)] = []
  private var tables: [[Double]] = []
  private var slots: [Instruction: Int] = [:]
  private var constants: [Double: Int] = [:]

  /// What symbols stand for, by the slot of the last line that assigned them.
  private(set) var definitions: [Formula.Symbol: Int] = [:]

  /// A step of the program; operands are slots.
  private enum Instruction: Sendable, Hashable {
    case operation(Formula.Operation, Int, Int)
    case condition(Formula.Relation, Int, Int)
    case one(One, Int)
    case two(Two, Int, Int)
    case clip(Int, Int, Int)
    case table(Int, Int)
  }

  private enum One: String, Sendable { case root = "√", abs, sign, cos, exp, log, floor }
  private enum Two: String, Sendable { case min, max, atan2 }

  /// Creates a program without formulas.
  init() {}

  /// The number of slots.
  var slotCount: Int { start.count }

  /// Room for the numbers of a program, with its constants in it.
  func makeRoom() -> Block<Double> {
    let room = Block<Double>(count: start.count)
    var numbers = room.mutableSpan
    for i in numbers.indices { numbers[i] = start[i] }
    return room
  }

  /// The slot of an input, or nil where no formula reads it.
  func input(_ formula: Formula) -> Int? { inputs.first { $0.formula == formula }?.slot }
}

extension FormulaProgram {
  /// Adds a formula.
  ///
  /// - Returns: the slot in which its value will lie.
  mutating func add(_ formula: Formula) -> Int {
    switch formula {
    case .number(let number): return constant(number)
    case .symbol(let symbol):
      if let slot = definitions[symbol] { return slot }
      if formula == .π { return constant(.pi) }
      return addInput(formula)
    case .named(_, let inner): return add(inner)
    case .operation(let operation, let a, let b): return add(.operation(operation, add(a), add(b)))
    case .condition(let relation, let a, let b): return add(.condition(relation, add(a), add(b)))
    case .table(let numbers, let index):
      let table = tables.firstIndex(of: numbers) ?? tables.count
      if table == tables.count { tables.append(numbers) }
      return add(.table(table, add(index)))
    case .call(let function, let arguments):
      if function.isMeasured { return addInput(formula) }
      let operands = arguments.map { add($0) }
      if let one = One(rawValue: function.name) { return add(.one(one, operands[0])) }
      if let two = Two(rawValue: function.name) { return add(.two(two, operands[0], operands[1])) }
      require(function.name == "clip", "Formula: there is no function \(function.name)")
      return add(.clip(operands[0], operands[1], operands[2]))
    }
  }

  /// Adds a line: from here on, the symbol stands for the value.
  mutating func define(_ symbol: Formula.Symbol, as formula: Formula) {
    definitions[symbol] = add(formula)
  }

  private mutating func addInput(_ formula: Formula) -> Int {
    if let slot = input(formula) { return slot }
    start.append(0)
    inputs.append((formula, start.count - 1))
    return start.count - 1
  }

  private mutating func constant(_ number: Double) -> Int {
    if let slot = constants[number], start[slot].sign == number.sign { return slot }
    start.append(number)
    constants[number] = start.count - 1
    return start.count - 1
  }

  private mutating func add(_ instruction: Instruction) -> Int {
    if let slot = slots[instruction] { return slot }
    start.append(0)
    slots[instruction] = start.count - 1
    instructions.append((instruction, start.count - 1))
    return start.count - 1
  }
}

extension FormulaProgram {
  /// Computes all results.
  ///
  /// - Parameter numbers: the room of the program, with the inputs written.
  func run(_ numbers: inout MutableSpan<Double>) {
    for index in instructions.indices {
      let slot = instructions[index].slot
      switch instructions[index].instruction {
      case .operation(let operation, let a, let b):
        numbers[slot] = Self.value(operation, numbers[a], numbers[b])
      case .condition(let relation, let a, let b):
        numbers[slot] = Self.holds(relation, numbers[a], numbers[b]) ? 1 : 0
      case .one(let function, let a): numbers[slot] = Self.value(function, numbers[a])
      case .two(let function, let a, let b):
        numbers[slot] = Self.value(function, numbers[a], numbers[b])
      case .clip(let a, let low, let high):
        numbers[slot] = Swift.min(Swift.max(numbers[a], numbers[low]), numbers[high])
      case .table(let table, let index):
        let position = Int(Swift.min(numbers[index], Double(tables[table].count)))
        numbers[slot] = tables[table][Swift.max(1, position) - 1]
      }
    }
  }

  private static func value(
    _ operation: Formula.Operation, _ a: Double, _ b: Double
  ) -> Double {
    switch operation {
    case .plus: a + b
    case .minus: a - b
    // 0 times anything is 0: what a condition excludes need not be defined.
    case .times: a == 0 || b == 0 ? 0 : a * b
    case .over: a / b
    case .power: pow(a, b)
    }
  }

  private static func holds(_ relation: Formula.Relation, _ a: Double, _ b: Double) -> Bool {
    switch relation {
    case .equal: a == b
    case .unequal: a != b
    case .less: a < b
    case .greater: a > b
    case .atMost: a <= b
    case .atLeast: a >= b
    }
  }

  private static func value(_ function: One, _ a: Double) -> Double {
    switch function {
    case .root: a.squareRoot()
    case .abs: Swift.abs(a)
    case .sign: a > 0 ? 1 : a < 0 ? -1 : 0
    case .cos: Foundation.cos(a)
    case .exp: Foundation.exp(a)
    case .log: Foundation.log(a)
    case .floor: a.rounded(.down)
    }
  }

  private static func value(_ function: Two, _ a: Double, _ b: Double) -> Double {
    switch function {
    case .min: a.isNaN || b.isNaN ? .nan : Swift.min(a, b)
    case .max: a.isNaN || b.isNaN ? .nan : Swift.max(a, b)
    case .atan2: Foundation.atan2(a, b)
    }
  }
}

extension Formula {
  /// The value of the formula; for tests and pages, not for steps, which compile formulas once.
  ///
  /// - Parameter symbols: what its symbols, and what is measured for it, stand for; others are 0.
  /// - Returns: the value.
  public func value(at symbols: [Formula: Double] = [:]) -> Double {
    var program = FormulaProgram()
    let slot = program.add(self)
    let room = program.makeRoom()
    var numbers = room.mutableSpan
    for input in program.inputs { numbers[input.slot] = symbols[input.formula] ?? 0 }
    program.run(&numbers)
    return numbers[slot]
  }
}
