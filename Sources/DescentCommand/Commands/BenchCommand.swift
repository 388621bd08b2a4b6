import Descent
import Foundation
import Kernels
import Optimization
import Proofs

/// `descent bench`: how fast steps, products and training are, beside what the machine can do.
struct BenchCommand: Command {
  let name = "bench"
  let summary = "Measure steps, products and training beside the limits of the machine"
  let discussion = """
    descent bench step --elements 24000000 --only adamw
    descent bench step --elements 1000000 --parameters 10000
    descent bench product --threads 1
    descent bench train --only mlp

    First the machine: the bandwidth of a copy and of a triad over arrays larger than the caches,
    and its rate of multiplications and additions. Then a row for every recipe and every part of the
    catalogue; the share is that of the bytes that a step must read and write, over the bandwidth of
    the triad, and may be above 1 where everything stays in the caches. Times are medians, with the
    shortest and the longest. At last a training step of four networks, with AdamW, on as many
    processors as the process may use.

    Build with -Xcc -march=native where speed counts: swift build -c release -Xcc -march=native.
    """
  let work = Positional("step|product|train|all", help: "what to measure (default: all)")
  let elements = Option(
    "elements", .integer(in: 1...1_000_000_000), default: 200_000,
    help: "the number of elements of all parameters of a step")
  let parameters = Option(
    "parameters", .integer(in: 1...1_000_000), default: 1,
    help: "the number of parameters that they are spread over")
  let only = Option("only", .text("NAME"), help: "a single row or network; left out, all of them")
  let norms = Switch("norms", help: "measure the norms of the report at every step, too")
  let state = Option(
    "state", .statePrecision, default: .float32,
    help: "how the state is kept: float32, or bfloat16 in half the bytes")
  let threads = Option(
    "threads", .integer(in: 1...1_024), default: processorCount, help: "how many threads to use")
  let json = Switch("json", help: "print one JSON object")

  private let copied: Int
  private let sizes: [Int]

  /// Creates the command.
  ///
  /// - Parameters:
  ///   - copied: the length of the arrays that are copied, far more than the caches hold.
  ///   - sizes: the sides of the matrices that are multiplied; tests have smaller ones.
  init(copied: Int = 1 << 24, sizes: [Int] = [32, 64, 128, 256, 512]) {
    self.copied = copied
    self.sizes = sizes
  }

  func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let work = arguments[work] ?? "all"
    let kinds = ["step", "product", "train"]
    guard (kinds + ["all"]).contains(work) else {
      let hint = suggestion(for: work, among: kinds + ["all"]).map { "; did you mean \($0)?" } ?? ""
      throw UsageError(
        "bench: what to measure must be step, product, train or all, but is \(work)\(hint)")
    }
    let ofSteps: [any Declaration] =
      [elements, parameters, norms, state] + (work == "product" ? [only] : [])
    if ["product", "train"].contains(work),
      let flag = ofSteps.first(where: { arguments.gives($0) })
    {
      throw UsageError("--\(flag.name) has no meaning for bench \(work)")
    }
    let (rows, networks) = try chosen(arguments[optional: only])
    let shapes = try shapes(arguments)
    let threads = arguments[threads]
    var result = Result(threads: threads, machine: MachineLimits(threads: threads, count: copied))
    let table = BenchTable(result.machine)
    let isListed = !arguments[json]
    if isListed { console.print(table.machine(threads: threads)) }
    func isAsked(_ kind: String) -> Bool { [kind, "all"].contains(work) }
    if isAsked("step") {
      if isListed { console.print(table.stepHeader) }
      for (name, composition) in rows {
        do {
          let row = try StepBench(
            name, composition, shapes: shapes, threads: threads,
            measuresNorms: arguments[norms], state: arguments[state])
          result.steps.append(row)
          if isListed { console.print(table.line(row)) }
        } catch let error as OptimizerError {
          if isListed { console.print(table.line(name, error.message)) }
        }
      }
    }
    if isAsked("product") {
      if isListed { console.print(table.productHeader) }
      for size in sizes {
        for transposed in [(false, false), (true, false), (false, true)] {
          let row = ProductBench(size: size, transposed: transposed, threads: threads)
          result.products.append(row)
          if isListed { console.print(table.line(row)) }
        }
      }
    }
    if isAsked("train") {
      if isListed { console.print(table.trainingHeader) }
      for name in networks {
        guard let row = try TrainingBench(name) else { continue }
        result.trainings.append(row)
        if isListed { console.print(table.line(row)) }
      }
    }
    if arguments[json] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      console.print(String(decoding: try encoder.encode(result), as: UTF8.self))
    }
    return .success
  }

  /// The rows of the catalogue and the networks, or the one of a name.
  private func chosen(
    _ name: String?
  ) throws(UsageError) -> (rows: [(name: String, Composition)], networks: [String]) {
    let rows = Catalogue.standard.rows(.constant(1e-3))
    let networks = TrainingBench.names
    guard let name else { return (rows, networks) }
    let found = (rows.filter { $0.name == name }, networks.filter { $0 == name })
    if found.0.isEmpty, found.1.isEmpty {
      throw UsageError("--only: \(unknown(name, "row", among: rows.map(\.name) + networks))")
    }
    return found
  }

  /// The elements, spread evenly over matrices that are as square as they can be.
  private func shapes(_ arguments: Arguments) throws(UsageError) -> [[Int]] {
    let (elements, parameters) = (arguments[elements], arguments[parameters])
    guard elements.isMultiple(of: parameters) else {
      throw UsageError(
        "--elements: must be a multiple of --parameters, but \(elements) is none of \(parameters)")
    }
    let count = elements / parameters
    let root = Int(Double(count).squareRoot())
    let rows = (1...max(root, 1)).last { count.isMultiple(of: $0) } ?? 1
    return Array(repeating: [rows, count / rows], count: parameters)
  }
}

/// Everything that was measured.
private struct Result: Encodable {
  let threads: Int
  let machine: MachineLimits
  var steps: [StepBench] = []
  var products: [ProductBench] = []
  var trainings: [TrainingBench] = []
}
