import Autodiff
import Optimization

/// One state array that a checkpoint holds for a parameter: its form, and what it is.
struct CheckpointArray {
  /// How an array stands in a file.
  struct Form {
    let name: String
    let type: ElementType
    let shape: [Int]
  }

  /// Which numbers of a parameter the array holds.
  enum Content {
    /// A state array, by its position among the slots of the parameter.
    case slot(Int)
    /// A scalar, by its position among the scalars of the parameter.
    case scalar(Int)
    /// The number of steps that the parameter has taken.
    case steps
    /// The sums of the second moments that moment estimator and preconditioner keep.
    case secondMoments
  }

  let form: Form
  let content: Content
}

extension CheckpointArray {
  /// Everything that a checkpoint holds of the state of a parameter of a shape, its name left out.
  ///
  /// - Parameters:
  ///   - shape: the shape.
  ///   - composition: the parts.
  ///   - type: that of the state arrays.
  /// - Returns: the arrays, in the order of the file.
  static func all(
    ofShape shape: [Int], _ composition: Composition, slots type: ElementType
  ) -> [CheckpointArray] {
    let parts = composition.statefulParts
    let slots = parts.flatMap { role, part in
      part.stateArrays(for: shape).map { ("\(role)/\($0.name)", $0.shape) }
    }
    let scalars = parts.flatMap { role, part in
      PartNumbers(of: part, shape: shape).keptNames.map { "\(role)/\($0)" }
    }
    func array(_ name: String, _ type: ElementType, _ shape: [Int], _ content: Content) -> Self {
      Self(form: Form(name: name, type: type, shape: shape), content: content)
    }
    let all =
      [array("steps", .float64, [], .steps), array("secondMoments", .float64, [2], .secondMoments)]
      + slots.enumerated().map { array($1.0, type, $1.1 ?? shape, .slot($0)) }
      + scalars.enumerated().map { array($1, .float64, [], .scalar($0)) }
    // In the order of the file, which is sorted quickly where most of it is.
    return all.sorted { $0.form.name < $1.form.name }
  }

  /// The same with the name that it has in a place.
  func named(in place: String) -> CheckpointArray {
    Self(
      form: Form(name: place + form.name, type: form.type, shape: form.shape), content: content)
  }
}

/// The number of steps that a number from a file says, or nil where it can't be one.
func stepCount(_ number: Double) -> Int? { Int(exactly: number).flatMap(stepCount) }

/// The same of a whole number: up to 2⁵³, `Double` has them all.
func stepCount(_ number: Int) -> Int? { (0...(1 << 53)).contains(number) ? number : nil }
