import Foundation
import Optimization

/// Throws where a part is not plain data: it must read back equal from the JSON that it writes.
func checkData<Part: Component>(_ part: Part, in composition: Composition) throws {
  let data = try JSONEncoder().encode(part)
  let read = try JSONDecoder().decode(Part.self, from: data)
  guard read != part || read.hashValue != part.hashValue else { return }
  throw LawViolation(
    "a part survives JSON", composition, "\(String(decoding: data, as: UTF8.self)) is \(read)")
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
