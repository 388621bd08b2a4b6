import Descent
import Training

@testable import Studies

/// Data that a small network learns from in no time.
enum SmallData {
  /// 40 images of 4 × 4 pixels in two classes.
  static let images: TrainingData = {
    var generator = SplitMix64(seed: 5)
    let examples = Dataset(
      shape: [4, 4], features: (0..<640).map { _ in 2 * Float(generator.nextUniform()) - 1 },
      labels: (0..<40).map { _ in Int(generator.next() % 2) }, classes: ["a", "b"])
    return .examples(training: examples, test: examples)
  }()

  /// 240 characters of a text, of which the last 72 are for the test.
  static let text = TrainingData.text(
    CharacterText(String(repeating: "to and fro, over it all ", count: 10).unicodeScalars),
    trainingShare: 0.7)
}

extension NetworkArm {
  /// The same on small data, in few steps.
  func shortened(to steps: Int, records: Int = 1) -> NetworkArm {
    var arm = self
    arm.steps = steps
    arm.records = records
    arm.plan.examples = nil
    arm.plan.labelNoise = 0
    if !arm.plan.hidden.isEmpty { arm.plan.hidden = arm.plan.hidden.map { _ in 4 } }
    arm.plan.batchSize = 10
    return arm
  }
}

/// Everything that a run says of how far it is, and what it left behind.
func perform(_ run: StudyRun, until end: Double = 2) throws -> (
  shares: [Double], measurement: Measurement?
) {
  var shares: [Double] = []
  let measurement = try run.perform { share in
    shares.append(share)
    return share < end
  }
  return (shares, measurement)
}

/// Rₜ at some steps, t from 1: what decay takes of weights that no gradient touches.
func shares(of composition: Composition, at steps: [Int]) throws -> [Double] {
  var problem = try ClosedProblem(composition, starts: [[1]])
  let shares = try (0..<(steps.max() ?? 0)).map { _ in try problem.step { _, _, _ in } }
  return steps.map { shares[$0 - 1] }
}

/// Whether numbers are those expected, to a share of these.
func areClose(_ numbers: [Double], _ expected: [Double], _ tolerance: Double = 1e-3) -> Bool {
  numbers.count == expected.count
    && zip(numbers, expected).allSatisfy { abs($0 - $1) <= tolerance * abs($1) }
}
