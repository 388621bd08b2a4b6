import Optimization
import Storing

/// Throws where a part is not plain data: it must read back equal from the JSON that it writes.
func checkData<Part: Component>(_ part: Part, in composition: Composition) throws {
  let catalogue = Catalogue(typesIn: part)
  let data = try FieldValue(encoding: part, by: catalogue)
  let read = try data.decode(Part.self, by: catalogue)
  guard read != part || read.hashValue != part.hashValue else { return }
  throw LawViolation("a part survives JSON", composition, "\(data) is \(read)")
}

extension LawViolation {
  /// A law of a part that needs no case.
  init(_ law: String, _ composition: Composition, _ finding: String) {
    self.init(
      law: law, composition: composition.listing, smallestComposition: composition.listing,
      seed: nil,
      smallestCase: "whatever the gradients", finding: finding)
  }
}
