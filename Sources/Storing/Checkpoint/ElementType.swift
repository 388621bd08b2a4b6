/// The type of the elements of a safetensors array, by the name that the format has for it.
package enum ElementType: String, Sendable, Hashable, CaseIterable {
  case bool = "BOOL"
  case unsigned8 = "U8"
  case signed8 = "I8"
  case float8E4M3 = "F8_E4M3"
  case float8E5M2 = "F8_E5M2"
  case unsigned16 = "U16"
  case signed16 = "I16"
  case float16 = "F16"
  case brain16 = "BF16"
  case unsigned32 = "U32"
  case signed32 = "I32"
  case float32 = "F32"
  case unsigned64 = "U64"
  case signed64 = "I64"
  case float64 = "F64"

  /// All types by their names: a header has a name for each of its arrays.
  static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

  /// Whether numbers of this type can be taken where those of another are needed: weights of any
  /// floating-point type become `F32`.
  func isRead(as other: ElementType) -> Bool {
    self == other || other == .float32 && [.float16, .brain16, .float64].contains(self)
  }

  /// The number of bytes of an element.
  package var size: Int {
    switch self {
    case .bool, .unsigned8, .signed8, .float8E4M3, .float8E5M2: 1
    case .unsigned16, .signed16, .float16, .brain16: 2
    case .unsigned32, .signed32, .float32: 4
    case .unsigned64, .signed64, .float64: 8
    }
  }
}
