import Foundation
import Proofs
import Testing

@testable import DescentCommand

@Suite struct BenchTableTests {
  private static func read<Value: Decodable>(_ json: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(json.utf8))
  }

  private let table: BenchTable

  init() throws {
    table = BenchTable(
      try Self.read(
        #"{"copyBandwidth": 8.25e9, "triadBandwidth": 16e9, "operationRate": 128e9}"#))
  }

  private static let time = #"{"median": 2e-6, "shortest": 1.5e-6, "longest": 12e-6, "count": 7}"#

  @Test func `the machine is said in giga`() {
    #expect(table.machine(threads: 3) == "3 threads: copy 8.2 GB/s, triad 16.0 GB/s, 128 GFLOP/s")
  }

  /// 1,000 elements in 2 µs are 2 ns each; 28,000 bytes in that time are 14 GB/s, of 16.
  @Test func `a step has its time in µs, and its share of the bandwidth`() throws {
    let row: StepBench = try Self.read(
      #"{"name": "adamw", "elements": 1000, "parameters": 2, "bytes": 28000, "time": "#
        + Self.time + "}")
    #expect(
      table.line(row).split(separator: " ").map(String.init)
        == ["adamw", "2.00", "(1.50", "...", "12.00)", "2.000", "28.0", "0.88"])
    let header = table.stepHeader.dropFirst()
    let end = try #require(table.line(row).range(of: "2.000")).upperBound
    #expect(table.line(row).distance(from: table.line(row).startIndex, to: end) <= header.count)
  }

  /// 64 GFLOP/s of 128.
  @Test func `a product has its rate, and its share of the machine's`() throws {
    let row: ProductBench = try Self.read(
      #"{"size": 40, "form": "TN", "time": "# + Self.time + "}")
    #expect(
      table.line(row).split(separator: " ").map(String.init)
        == ["40×40", "TN", "2.00", "(1.50", "...", "12.00)", "64.0", "0.50"])
  }

  @Test func `a training has the time of the processors`() throws {
    let row: TrainingBench = try Self.read(
      #"{"name": "mlp", "processorTime": 3.5e-6, "losses": [1], "time": "# + Self.time + "}")
    #expect(
      table.line(row).split(separator: " ").map(String.init)
        == ["mlp", "2.00", "(1.50", "...", "12.00)", "3.50"])
  }

  @Test func `headers name what stands below them`() {
    let headers = [table.stepHeader, table.productHeader, table.trainingHeader]
    let times = ["µs", "(shortest", "...", "longest)"]
    #expect(
      headers.map { $0.split(whereSeparator: \.isWhitespace).map(String.init) } == [
        ["step"] + times + ["ns/element", "bytes", "share"],
        ["product"] + times + ["GFLOP/s", "share"],
        ["training"] + times + ["processor,", "µs"],
      ])
    #expect(headers.allSatisfy { $0.hasPrefix("\n") })
  }

  @Test func `a long name keeps its distance`() {
    let name = String(repeating: "n", count: 40)
    #expect(table.line(name, "x") == name + " x")
    #expect(table.line("short", "x") == "short" + String(repeating: " ", count: 29) + "x")
  }
}
