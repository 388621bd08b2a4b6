import Autodiff
import Kernels
import Optimization

/// A case in progress: an optimizer, and the parameters of the case in some arrangement.
struct Training {
  /// A stretch of a parameter of the case, which is a parameter of its own here.
  struct Piece {
    let parameter: Int
    let range: Range<Int>
    let shape: [Int]
  }

  private let drawn: LawCase
  private let sign: Float
  private let pieces: [(piece: Piece, parameter: Parameter)]
  private let groups: [ParameterGroup]
  var optimizer: Optimizer

  /// Begins a training.
  ///
  /// - Parameters:
  ///   - drawn: the case.
  ///   - composition: the parts.
  ///   - arrangement: the pieces of each group; left out, one group of all parameters in order.
  ///   - tile: left out, that of the case.
  ///   - sign: −1 where values and gradients shall be mirrored at zero.
  ///   - decayMultiplier: that of all groups.
  /// - Throws: `OptimizerError` where the parts have no meaning together.
  init(
    _ drawn: LawCase, _ composition: Composition, arrangement: [[Piece]]? = nil, tile: Int? = nil,
    sign: Float = 1, decayMultiplier: Double = 1
  ) throws {
    self.drawn = drawn
    self.sign = sign
    let start = drawn.start
    let parameters = (arrangement ?? [drawn.wholePieces]).map { pieces in
      pieces.map { piece in
        (
          piece: piece,
          parameter: Parameter(
            "\(piece.parameter) from \(piece.range.lowerBound)", shape: piece.shape,
            start[piece.parameter][piece.range].map { sign * $0 })
        )
      }
    }
    pieces = parameters.flatMap { $0 }
    groups = parameters.enumerated().map { index, members in
      ParameterGroup(
        "group \(index)", members.map(\.parameter), decayMultiplier: decayMultiplier)
    }
    optimizer = try Optimizer(composition, tile: tile ?? drawn.tile)
    optimizer.threads = 1
  }
}

extension Training {
  /// Takes the step of a number with the gradients that the case has for it.
  @discardableResult
  mutating func step(_ number: Int) throws -> StepReport {
    try step(with: drawn.gradients(at: number))
  }

  /// Takes a step with given gradients.
  @discardableResult
  mutating func step(with gradients: [[Float]]) throws -> StepReport {
    for (piece, parameter) in pieces {
      parameter.setGradient(gradients[piece.parameter][piece.range].map { sign * $0 })
    }
    return try optimizer.step(groups)
  }

  /// The values of the case's parameters, one behind the other, whatever the arrangement.
  var values: [Float] {
    var parameters = drawn.shapes.map { [Float](repeating: 0, count: $0.reduce(1, *)) }
    for (piece, parameter) in pieces {
      parameters[piece.parameter].replaceSubrange(piece.range, with: parameter.value)
    }
    return parameters.flatMap { sign == 1 ? $0 : $0.map { sign * $0 } }
  }

  /// Puts the values of an earlier moment back; the arrangement must be one of whole parameters.
  func restore(_ values: [Float]) {
    var start = 0
    for (_, parameter) in pieces {
      parameter.value.update(values[start..<(start + parameter.count)])
      start += parameter.count
    }
  }

  /// Takes all steps of the case.
  ///
  /// - Returns: the values after each.
  mutating func run() throws -> [[Float]] {
    try (1...drawn.steps).map { number in
      try step(number)
      return values
    }
  }
}

extension LawCase {
  /// Every parameter as it is.
  var wholePieces: [Training.Piece] {
    shapes.indices.map {
      Training.Piece(parameter: $0, range: 0..<count($0), shape: shapes[$0])
    }
  }

  /// Every parameter of more than one element in two.
  var halvedPieces: [Training.Piece] {
    shapes.indices.flatMap { parameter in
      let count = count(parameter)
      let ranges = count > 1 ? [0..<(count / 2), (count / 2)..<count] : [0..<count]
      return ranges.map {
        Training.Piece(parameter: parameter, range: $0, shape: [$0.count])
      }
    }
  }
}

/// The first difference of two runs, in words; nil where they agree bit for bit.
///
/// Zeros of either sign are the same, and so is whatever is not a number.
func difference(_ these: [[Float]], _ those: [[Float]]) -> String? {
  for (step, (a, b)) in zip(these, those).enumerated() {
    for element in a.indices where a[element] != b[element] {
      if a[element].isNaN, b[element].isNaN { continue }
      return "step \(step + 1), element \(element): \(a[element]) and \(b[element])"
    }
  }
  return nil
}
