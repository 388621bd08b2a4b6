/// A piece of an array of which ranks keep a part each: `state/w/moments/m[4096:8192] of [90,100]`.
///
/// The elements are counted row-major, and the piece itself is an array of one axis.
struct ArrayPiece: Hashable {
  /// The name of the whole.
  let owner: String

  /// The shape of the whole.
  let shape: [Int]

  /// Which elements there are.
  let range: Range<Int>

  init(of owner: String, _ shape: [Int], _ range: Range<Int>) {
    (self.owner, self.shape, self.range) = (owner, shape, range)
  }

  /// The name of the array that holds it.
  var name: String {
    let extents = shape.map(String.init).joined(separator: ",")
    return "\(owner)[\(range.lowerBound):\(range.upperBound)] of [\(extents)]"
  }

  /// The piece that an array of a name holds; nil where the name is none of a piece.
  init?(_ name: String) {
    guard name.hasPrefix("state/"), name.hasSuffix("]"),
      let match = name.wholeMatch(of: /(.+)\[(\d+):(\d+)\] of \[(\d+(?:,\d+)*)\]/),
      let start = Int(match.2), let end = Int(match.3), start < end
    else { return nil }
    let extents = match.4.split(separator: ",").map { Int($0) }
    let known = extents.compactMap { $0 }
    guard known.count == extents.count else { return nil }
    self.init(of: String(match.1), known, start..<end)
  }
}
