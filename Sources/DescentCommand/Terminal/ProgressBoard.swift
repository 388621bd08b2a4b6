import Synchronization
import Training

/// The progress of runs that go on side by side: a bar each on a terminal, otherwise a line for each
/// run that is done.
///
/// ```text
/// stable, seed 2       ██████████░░░░░░░░░░  52 %   2 s left
/// 7 of 15 runs done, 41 s left
/// ```
package final class ProgressBoard: Sendable {
  private let console: Console
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let state: Mutex<State>

  /// How far a run is.
  private struct Run {
    let name: String
    var start: ContinuousClock.Instant?
    var fraction = 0.0
    var isDone = false
  }

  private struct State {
    var runs: [Run]
    var drawnLines = 0
    var lastDrawing: ContinuousClock.Instant?
  }

  /// Creates a board.
  ///
  /// - Parameters:
  ///   - names: what each run is called.
  ///   - console: where to print.
  package init(_ names: [String], console: Console) {
    self.console = console
    start = clock.now
    state = Mutex(State(runs: names.map { Run(name: $0) }))
  }

  /// Says how far a run is.
  ///
  /// - Parameters:
  ///   - index: the place of the run's name.
  ///   - fraction: the share of the run that is done, in `0...1`.
  package func update(_ index: Int, fraction: Double) {
    let now = clock.now
    state.withLock { state in
      state.runs[index].start = state.runs[index].start ?? now
      state.runs[index].fraction = fraction
      // Ten times a second is as often as anyone sees.
      if let last = state.lastDrawing, now - last < .milliseconds(100) { return }
      redraw(&state, now: now)
    }
  }

  /// Says that a run is done, and how it went.
  ///
  /// - Parameters:
  ///   - index: the place of the run's name.
  ///   - note: how it went, on the same line.
  package func finish(_ index: Int, note: String) {
    let now = clock.now
    state.withLock { state in
      state.runs[index].fraction = 1
      state.runs[index].isDone = true
      erase(&state)
      let line = "\(padded(state.runs[index].name, in: state.runs))  \(note)"
      console.error(console.draw == nil ? "\(line); \(summary(of: state.runs, now: now))" : line)
      redraw(&state, now: now)
    }
  }

  /// Prints a line of the result, above the bars.
  ///
  /// - Parameter line: what to print.
  package func print(_ line: String) {
    state.withLock { state in
      erase(&state)
      console.print(line)
      redraw(&state, now: clock.now)
    }
  }

  /// Takes the bars away: what is printed next stands where they were.
  package func close() {
    state.withLock { erase(&$0) }
  }

  private func redraw(_ state: inout State, now: ContinuousClock.Instant) {
    guard let draw = console.draw else { return }
    let active = state.runs.filter { $0.start != nil && !$0.isDone }
    var lines = active.map { run in
      let percent = (run.fraction * 100).text(decimals: 0)
      let left = timeLeft(since: run.start ?? now, now: now, fraction: run.fraction)
      return
        "\(padded(run.name, in: state.runs))  \(bar(run.fraction)) \(leading(percent)) %   \(left)"
    }
    if state.runs.count > 1 { lines.append(summary(of: state.runs, now: now)) }
    if active.isEmpty { lines = [] }
    // Lines must not wrap, or the cursor would not find its way back.
    let text = "\u{1B}[?7l" + lines.map { $0 + "\n" }.joined() + "\u{1B}[?7h"
    // In one piece, so that nothing flickers.
    draw(erasure(of: state.drawnLines) + text)
    state.drawnLines = lines.count
    state.lastDrawing = now
  }

  private func erase(_ state: inout State) {
    console.draw?(erasure(of: state.drawnLines))
    state.drawnLines = 0
  }

  /// Moves the cursor up over lines and clears what is below.
  private func erasure(of lines: Int) -> String {
    lines > 0 ? "\u{1B}[\(lines)A\u{1B}[J" : ""
  }

  private func bar(_ fraction: Double) -> String {
    let width = 24
    let full = Swift.min(Int(fraction * Double(width)), width)
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }

  private func summary(of runs: [Run], now: ContinuousClock.Instant) -> String {
    let done = runs.count { $0.isDone }
    let fraction = runs.reduce(0) { $0 + $1.fraction } / Double(Swift.max(runs.count, 1))
    let left = timeLeft(since: start, now: now, fraction: fraction)
    return "\(done) of \(runs.count) runs done" + (done < runs.count ? ", \(left)" : "")
  }

  private func timeLeft(
    since start: ContinuousClock.Instant, now: ContinuousClock.Instant, fraction: Double
  ) -> String {
    Self.timeLeft(after: (now - start) / .seconds(1), fraction: fraction)
  }

  /// How long a run goes on that has done a share of it in some seconds.
  package static func timeLeft(after seconds: Double, fraction: Double) -> String {
    guard fraction > 0 else { return "" }
    let left = seconds * (1 - fraction) / fraction
    return left < 90
      ? "\(left.text(decimals: 0)) s left"
      : "\((left / 60).text(decimals: 0)) min left"
  }

  /// A share of a hundred with the blanks that let all end in one column.
  private func leading(_ percent: String) -> String {
    String(repeating: " ", count: Swift.max(3 - percent.count, 0)) + percent
  }

  private func padded(_ name: String, in runs: [Run]) -> String {
    let width = runs.map(\.name.count).max() ?? 0
    return name + String(repeating: " ", count: width - name.count)
  }
}
