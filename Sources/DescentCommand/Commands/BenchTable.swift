import Foundation
import Proofs

/// The measurements of `descent bench` as lines.
struct BenchTable {
  private let limits: MachineLimits

  init(_ limits: MachineLimits) { self.limits = limits }

  func machine(threads: Int) -> String {
    String(
      format: "%d threads: copy %.1f GB/s, triad %.1f GB/s, %.0f GFLOP/s", threads,
      limits.copyBandwidth / 1e9, limits.triadBandwidth / 1e9, limits.operationRate / 1e9)
  }

  var stepHeader: String {
    "\nstep" + String(repeating: " ", count: 34)
      + "µs (shortest ... longest)     ns/element  bytes  share"
  }

  func line(_ name: String, _ rest: String) -> String {
    name.padding(toLength: max(34, name.count + 1), withPad: " ", startingAt: 0) + rest
  }

  func line(_ row: StepBench) -> String {
    let bytes = Double(row.bytes) / Double(row.elements)
    let numbers = String(
      format: " %10.3f %7.1f %6.2f", row.perElement, bytes, row.share(of: limits.triadBandwidth))
    return line(row.name, times(row.time) + numbers)
  }

  var productHeader: String {
    "\nproduct" + String(repeating: " ", count: 31)
      + "µs (shortest ... longest)        GFLOP/s  share"
  }

  func line(_ row: ProductBench) -> String {
    let rate = String(format: " %14.1f %6.2f", row.rate / 1e9, row.rate / limits.operationRate)
    return line("\(row.size)×\(row.size) \(row.form)", times(row.time) + rate)
  }

  var trainingHeader: String {
    "\ntraining" + String(repeating: " ", count: 30)
      + "µs (shortest ... longest)   processor, µs"
  }

  func line(_ row: TrainingBench) -> String {
    line(row.name, times(row.time) + String(format: " %14.2f", row.processorTime * 1e6))
  }

  private func times(_ time: Timing) -> String {
    String(
      format: "%10.2f (%.2f ... %.2f)", time.median * 1e6, time.shortest * 1e6,
      time.longest * 1e6
    ).padding(toLength: 36, withPad: " ", startingAt: 0)
  }
}
