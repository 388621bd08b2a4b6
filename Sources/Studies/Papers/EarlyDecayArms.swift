import Autodiff
import Components
import Foundation
import Optimization
import Training

/// Decay in a part of the run only, on images with wrong labels: the networks of S8 and S9.
struct EarlyDecayArms: Sendable {
  /// The network.
  let network: NamedNetwork

  /// η of SGD with momentum 0.9.
  let rate: Double

  /// λ of stable decay; no name of an arm has it.
  var decay: Double

  /// How η goes over the run.
  let course: Course

  /// The ways of a learning rate.
  enum Course: String {
    /// It falls to a tenth at 40 and at 80 % of the run.
    case step
    /// It falls by the same factor in each step, to a twentieth in all.
    case exponential
    /// It stays.
    case constant
  }

  /// How many images are learned from.
  var examples = 2_000

  /// Which share of their labels is random.
  var labelNoise = 0.2

  static let steps = 1_600

  /// When the decay is on, as shares of the run.
  static let windows: [(name: String, range: Range<Double>)] = [
    ("never", 0..<0), ("early 10 %", 0..<0.1), ("early 25 %", 0..<0.25), ("early 50 %", 0..<0.5),
    ("late 50 %", 0.5..<1), ("late 75 %", 0.25..<1), ("always", 0..<1),
  ]

  /// The name of an arm.
  func name(_ window: String) -> String { prefix + window }

  private var prefix: String {
    let size = examples == 2_000 ? "" : "\(examples) clean "
    return "\(network.name) \(size)\(course): "
  }

  /// The arm of a window.
  func arm(_ window: String, _ images: TrainingData) -> NetworkArm {
    NetworkArm(
      name: name(window),
      plan: TaskPlan(
        data: images, network: network, examples: examples, labelNoise: labelNoise,
        hidden: [32, 32], batchSize: 50),
      composition: Composition(
        moments: .heavyBall(beta: 0.9), preconditioner: .identity,
        decay: .stable(decay).between(Self.steps(of: window)), schedule: schedule),
      steps: Self.steps)
  }

  /// The arm of a window whose decay takes away as much in all as decay throughout.
  func doseArm(_ window: String, _ images: TrainingData) -> NetworkArm {
    func dose(_ window: String) -> Double {
      Self.steps(of: window).reduce(0) { $0 + schedule.learningRate(at: $1) }
    }
    var arms = self
    arms.decay *= dose("always") / dose(window)
    var arm = arms.arm(window, images)
    arm.name = doseName(window)
    return arm
  }

  /// The name of such an arm.
  func doseName(_ window: String) -> String { "\(name(window)), dose of always" }

  /// The steps at which the decay of a window is on.
  private static func steps(of window: String) -> Range<Int> {
    let range = windows.first { $0.name == window }?.range ?? 0..<0
    return 1 + Int(range.lowerBound * Double(steps))..<1 + Int(range.upperBound * Double(steps))
  }

  private var schedule: any LearningRateSchedule {
    switch course {
    case .step:
      .multiStep(peak: rate, factor: 0.1, after: [Self.steps * 2 / 5, Self.steps * 4 / 5])
    case .exponential: .exponential(peak: rate, factor: 0.05, every: Self.steps)
    case .constant: .constant(rate)
    }
  }
}

extension EarlyDecayArms {
  /// Batch norm; the pattern of the papers.
  static let normalized = EarlyDecayArms(
    network: .batchNormalized, rate: 0.1, decay: 0.02, course: .step)
  /// The same at a rate that falls all the time.
  static let exponential = EarlyDecayArms(
    network: .batchNormalized, rate: 0.1, decay: 0.02, course: .exponential)
  /// The same at a rate that stays.
  static let constant = EarlyDecayArms(
    network: .batchNormalized, rate: 0.02, decay: 0.02, course: .constant)
  /// Without batch norm, at a rate that stays.
  static let plainConstant = EarlyDecayArms(
    network: .perceptron, rate: 0.05, decay: 0.01, course: .constant)
  /// Without batch norm.
  static let plain = EarlyDecayArms(network: .perceptron, rate: 0.05, decay: 0.01, course: .step)
  /// Batch norm, twice the images and true labels; which λ is chosen on the grid seeds.
  static let clean = EarlyDecayArms(
    network: .batchNormalized, rate: 0.1, decay: 0, course: .step, examples: 4_000, labelNoise: 0)

  /// What decay gains: the error without it less that with it, in points.
  var gain: Contrast { .points(name("never"), minus: name("always")) }

  /// The share that stable decay takes in a step at the highest rate: its gain is that of the momentum.
  var decayAtPeak: Double { rate * decay / (1 - 0.9) }

  /// Whether decay gains anything.
  var gate: Control {
    Control("\(prefix)decay helps", .gate(gain, atLeast: 0.5))
  }
}

/// The images that ship, standardized.
func fashionImages() throws -> TrainingData {
  try DataSource.images.load(testShare: 0, seed: 0)
}
