import Kernels

/// The rate of a schedule, compiled once.
struct ScheduleProgram: Sendable {
  private var program = FormulaProgram()
  private let slot: Int
  private let metrics: [Formula]

  init(_ schedule: any LearningRateSchedule) {
    slot = program.add(schedule.rate)
    let scalars = (schedule as? any MetricDrivenSchedule)?.stateScalars ?? []
    metrics = scalars.map { .symbol(Formula.Symbol($0.name)) }
  }

  /// Room for the numbers.
  func makeRoom() -> Block<Double> { program.makeRoom() }

  /// The learning rate of a step.
  ///
  /// - Parameters:
  ///   - step: t, from 1.
  ///   - values: what the schedule remembers of a metric.
  ///   - room: room for the numbers; left out, new.
  /// - Returns: the learning rate.
  func rate(at step: Int, metrics values: [Double], _ room: Block<Double>? = nil) -> Double {
    let room = room ?? makeRoom()
    var numbers = room.mutableSpan
    for input in program.inputs {
      let metric = metrics.firstIndex(of: input.formula)
      numbers[input.slot] = metric.map { values[$0] } ?? Double(step)
    }
    program.run(&numbers)
    return numbers[slot]
  }
}
