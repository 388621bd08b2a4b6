extension SafeTensors {
  /// Joins the shards of an index to one file, and the pieces of arrays to arrays.
  ///
  /// - Parameters:
  ///   - shards: all files that the index names.
  ///   - index: the index.
  /// - Throws: `SafeTensorsError` where files and index contradict each other, or pieces don't fit.
  /// - Complexity: copies all arrays in memory.
  package init(
    joining shards: [(name: String, file: SafeTensors)], by index: ShardIndex
  ) throws(SafeTensorsError) {
    try checkAgreement(shards, index)
    var arrays: [(name: String, entry: Entry)] = []
    var bytes: [UInt8] = []
    var pieces: [String: [(piece: ArrayPiece, shard: Int, entry: Entry)]] = [:]
    func append(_ entry: Entry, of shard: Int) {
      let (file, range) = (shards[shard].file, entry.range)
      bytes += file.bytes[(file.start + range.lowerBound)..<(file.start + range.upperBound)]
    }
    for (shard, (_, file)) in shards.enumerated() {
      for (name, entry) in file.arrays {
        if let piece = ArrayPiece(name) {
          pieces[piece.owner, default: []].append((piece, shard, entry))
          continue
        }
        let start = bytes.count
        append(entry, of: shard)
        arrays.append((name, entry.moved(to: start..<bytes.count, shape: entry.shape)))
      }
    }
    for (owner, var parts) in pieces.sorted(by: { $0.key < $1.key }) {
      parts.sort { $0.piece.range.lowerBound < $1.piece.range.lowerBound }
      let shape = try wholeShape(owner, parts.map { ($0.piece, $0.entry) })
      let start = bytes.count
      for (_, shard, entry) in parts { append(entry, of: shard) }
      arrays.append((owner, parts[0].entry.moved(to: start..<bytes.count, shape: shape)))
    }
    try self.init(metadata: index.metadata, arrays, bytes)
  }
}

extension SafeTensors.Entry {
  fileprivate func moved(to range: Range<Int>, shape: [Int]) -> Self {
    Self(type: type, typeName: typeName, shape: shape, range: range)
  }
}

/// Throws where an array is not where the index says, or the other way around.
private func checkAgreement(
  _ shards: [(name: String, file: SafeTensors)], _ index: ShardIndex
) throws(SafeTensorsError) {
  var size = 0
  var found = 0
  for (name, file) in shards {
    if let other = file.metadata["shard"], other != name {
      throw SafeTensorsError(
        "\(name) is of another save: it was written as \(String(reflecting: other))")
    }
    for (array, entry) in file.arrays {
      guard index.files[array] == name else {
        let place = index.files[array].map { "in \($0)" } ?? "nowhere"
        throw SafeTensorsError(
          "\(String(reflecting: array)) is in \(name), but the index has it \(place)")
      }
      size += entry.range.count
      found += 1
    }
  }
  if found < index.files.count {
    for (array, file) in index.files.sorted(by: { $0.key < $1.key })
    where shards.first(where: { $0.name == file })?.file[array] == nil {
      throw SafeTensorsError("\(String(reflecting: array)) must be in \(file), but is not")
    }
  }
  if let total = index.totalSize, total != size {
    throw SafeTensorsError("total_size must be \(size), as all shards have it, but is \(total)")
  }
}

/// The shape of the array that pieces are of, sorted by their places.
///
/// - Throws: `SafeTensorsError` where they overlap, leave a gap, or are not of one array.
private func wholeShape(
  _ owner: String, _ pieces: [(piece: ArrayPiece, entry: SafeTensors.Entry)]
) throws(SafeTensorsError) -> [Int] {
  let (first, entry) = pieces[0]
  var end = 0
  for (piece, part) in pieces {
    guard piece.shape == first.shape, part.type == entry.type, part.typeName == entry.typeName
    else {
      throw SafeTensorsError("the pieces of \(String(reflecting: owner)) are not of one array")
    }
    guard part.shape == [piece.range.count] else {
      throw SafeTensorsError(
        "\(String(reflecting: piece.name)) must have \(piece.range.count) elements, but its shape is "
          + "\(part.shape)")
    }
    guard piece.range.lowerBound == end else {
      let problem = piece.range.lowerBound < end ? "overlap" : "leave a gap"
      throw SafeTensorsError(
        "the pieces of \(String(reflecting: owner)) \(problem) at element \(end)")
    }
    end = piece.range.upperBound
  }
  let count = first.shape.reduce(Optional(1)) { total, extent in
    total.flatMap { $0.multipliedReportingOverflow(by: extent).overflow ? nil : $0 * extent }
  }
  guard count == end else {
    throw SafeTensorsError(
      "the pieces of \(String(reflecting: owner)) end at element \(end), but the shape is "
        + "\(first.shape)")
  }
  return first.shape
}
