import Kernels

/// What one unit of work adds up, for the report and for the mean second moment.
struct UnitSums: Sendable {
  /// Σ g² before the transforms.
  var gradient = 0.0
  /// Σ g² as the moment estimator saw it.
  var transformedGradient = 0.0
  /// Σ (η d)².
  var update = 0.0
  /// Σ θ² before the step.
  var parameter = 0.0
  /// Σ v̂, where it had to be measured.
  var secondMoment = 0.0

  /// The distance from a unit's sums to the next's: one cache line, which no two threads share.
  static let stride = 8

  /// Adds what another unit added up.
  mutating func add(_ other: UnitSums) {
    gradient += other.gradient
    transformedGradient += other.transformedGradient
    update += other.update
    parameter += other.parameter
    secondMoment += other.secondMoment
  }
}

extension UnitSums {
  /// The number of sums.
  static let count = 5

  /// Takes the sums as they are stored.
  init(_ numbers: Span<Double>) {
    gradient = numbers[0]
    transformedGradient = numbers[1]
    update = numbers[2]
    parameter = numbers[3]
    secondMoment = numbers[4]
  }

  /// Reads what a unit has added up so far.
  init(_ block: Block<Double>, unit: Int) {
    self.init(block.span((unit * Self.stride)..<((unit + 1) * Self.stride)))
  }

  /// Writes what a unit has added up.
  func store(in block: Block<Double>, unit: Int) {
    var numbers = block.mutableSpan((unit * Self.stride)..<((unit + 1) * Self.stride))
    numbers[0] = gradient
    numbers[1] = transformedGradient
    numbers[2] = update
    numbers[3] = parameter
    numbers[4] = secondMoment
  }
}
