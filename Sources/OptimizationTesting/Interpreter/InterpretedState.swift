import Optimization

/// The state arrays and the numbers of one part for one parameter.
struct InterpretedState {
  private let part: any StatefulComponent
  private let declared: [StateArray]
  private var arrays: [[Float]]
  private var kept: [Double] = []

  init(_ part: any StatefulComponent, shape: [Int], values: [Float]) {
    self.part = part
    declared = part.stateArrays(for: shape)
    arrays = declared.map { array in
      switch array.start {
      case .constant(let number):
        Array(repeating: number, count: (array.shape ?? shape).reduce(1, *))
      case .parameters: values
      }
    }
  }

  /// What the lines of the part give at a step.
  mutating func context(
    at step: Int, learningRate: Double, shape: [Int] = [], measured: Double? = nil,
    scale: Double = 1, decay: Double = 0, published: Published?
  ) -> StepContext {
    let isWhole = part.granularity == .parameter || part is any GradientTransform
    return StepContext(
      for: part, at: step, learningRate: learningRate, shape: isWhole ? shape : [],
      measured: measured, scale: scale, decay: decay, published: published, keeping: &kept)
  }

  /// The arrays that have a number for each element, by their symbols.
  var elementwise: [Formula: [Float]] {
    let found = zip(declared, arrays).filter { array, _ in array.shape == nil }
    return Dictionary(uniqueKeysWithValues: found.map { (.symbol($0.symbol), $1) })
  }

  /// Lets the body see the arrays for some elements, one array behind the other.
  mutating func view(_ unit: Range<Int>, _ body: (inout StateView) -> Void) {
    let ranges = arrays.map { part.granularity == .parameter ? 0..<$0.count : unit }
    var block = zip(arrays, ranges).flatMap { $0[$1] }
    do {
      var view = StateView(block.mutableSpan, stride: unit.count)
      body(&view)
    }
    var start = 0
    for (index, range) in ranges.enumerated() {
      arrays[index].replaceSubrange(range, with: block[start..<(start + range.count)])
      start += range.count
    }
  }
}

extension Granularity {
  /// What a part of this granularity sees at once of so many elements.
  func units(of count: Int) -> [Range<Int>] {
    self == .parameter ? [0..<count] : (0..<count).map { $0..<($0 + 1) }
  }
}
