import Kernels

/// The rate of a schedule, compiled once.
struct ScheduleProgram: Sendable {
  private var program = FormulaProgram()
  private let slot: Int
  private let room: Block<Double>
  private let metrics: [Formula]

  init(_ schedule: any LearningRateSchedule) {
    slot = program.add(schedule.rate)
    room = program.makeRoom()
    let scalars = (schedule as? any MetricDrivenSchedule)?.stateScalars ?? []
    metrics = scalars.map { .symbol(Formula.Symbol($0.name)) }
  }

  /// The learning rate of a step.
  ///
  /// - Parameters:
  ///   - step: t, from 1.
  ///   - scalars: what the schedule remembers of a metric.
  func rate(at step: Int, scalars: [Double]) -> Double {
    var numbers = room.mutableSpan
    for input in program.inputs {
      let metric = metrics.firstIndex(of: input.formula)
      numbers[input.slot] = metric.map { scalars[$0] } ?? Double(step)
    }
    program.run(&numbers)
    return numbers[slot]
  }
}
