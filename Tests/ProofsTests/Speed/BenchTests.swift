import Descent
@testable import Proofs
import Testing

/// What `descent bench` says of its rows; how fast they are is no test's business.
@Suite struct BenchTests {
  @Test func `a timing is the middle of its measurements`() {
    let odd = Timing([3, 1, 2])
    #expect(odd.median == 2 && odd.shortest == 1 && odd.longest == 3 && odd.count == 3)
    #expect(Timing([4, 1, 2, 3]).median == 2.5)
    var calls = 0
    #expect(Timing { calls += 1 }.count == 7)
    #expect(calls > 7)
    #expect(Timing(limit: 0) {}.count == 3)
  }

  /// Bytes an element: parameters are read and written, gradients read, each array read and written.
  @Test(arguments: [("sgd", 12), ("sgdw", 20), ("adamw", 28), ("amsgrad", 36)])
  func `counts the bytes that a step must move`(_ name: String, _ bytes: Int) throws {
    let composition = try Catalogue.standard.recipe(name).composition(ConstantRate.constant(0.1))
    let row = try StepBench(name, composition, shapes: [[2, 3], [4]], threads: 1)
    #expect(row.elements == 10 && row.parameters == 2)
    #expect(row.bytes == 10 * bytes)
    #expect(row.share(of: Double(row.bytes) / row.time.median) == 1)
  }

  @Test func `metrics are reported to the schedules that hear of them`() throws {
    let row = try StepBench(
      "momo", .momo(learningRate: .constant(1)), shapes: [[2, 3]], threads: 1)
    #expect(row.elements == 6)
  }

  @Test func `has a row for every recipe and every part`() {
    let rows = Catalogue.standard.rows(ConstantRate.constant(0.1)).map(\.name)
    #expect(Set(rows).count == rows.count)
    for recipe in Catalogue.standard.recipes { #expect(rows.contains(recipe.name)) }
    let roles: [Role] = [.transform, .momentEstimator, .preconditioner, .decayPolicy, .schedule]
    for role in roles {
      for entry in Catalogue.standard.entries(role) {
        #expect(rows.contains { $0.hasSuffix(": \(entry.name)") }, "\(entry.name)")
      }
    }
  }

  /// By the formula of Tests/Peers/training.py, which starts the same networks.
  @Test func `weights start with the numbers of the other implementation, biases with 0`() {
    let weight = Parameter("weight", shape: [2, 8], Array(repeating: 9, count: 16))
    let bias = Parameter("bias", [9, 9])
    let scale = Parameter("norm.weight", kind: .normalization, [9, 9])
    let shift = Parameter("norm.bias", kind: .normalization, [9, 9])
    start([bias, weight, scale, shift])
    #expect(Array(bias.value) == [0, 0])
    #expect(Array(scale.value) == [1, 1] && Array(shift.value) == [0, 0])
    for (place, value) in Array(weight.value).enumerated() {
      let number = Double((place + 31) * 7_919 % 10_007) / 10_007 - 0.5
      #expect(abs(Double(value) - 2 / 8.0.squareRoot() * number) < 1e-6)
    }
  }

  @Test func `a product is counted in its operations`() {
    let row = ProductBench(size: 8, transposed: (true, false), threads: 1)
    #expect(row.form == "TN" && row.rate == 1_024 / row.time.median)
  }
}
