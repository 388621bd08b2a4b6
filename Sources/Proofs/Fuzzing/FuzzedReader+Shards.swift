import Storing

extension FuzzedReader {
  /// An index of two shards, as other programs write it.
  static let shardIndex = FuzzedReader(
    "shard-index", samples: [index], refusals: [JSONError.self, SafeTensorsError.self]
  ) { bytes in
    let shards = try shards.map { try SafeTensors($0) }
    try check(SafeTensors(joining: Array(zip(names, shards)), by: ShardIndex(bytes)))
  }

  /// The first of two shards.
  static let shard = FuzzedReader(
    "shard", samples: shards, hasHeader: true, refusals: [SafeTensorsError.self]
  ) { bytes in
    let files = [try SafeTensors(bytes), try SafeTensors(shards[1])]
    try check(SafeTensors(joining: Array(zip(names, files)), by: ShardIndex(index)))
  }

  private static let names = ["a-1.safetensors", "a-2.safetensors"]

  private static let index = Array(
    """
    {"metadata":{"total_size":28,"step":"3"},"weight_map":{
    "w":"a-1.safetensors","state/w/moments/m[0:2] of [2,2]":"a-1.safetensors",
    "state/w/moments/m[2:4] of [2,2]":"a-2.safetensors","b":"a-2.safetensors"}}
    """.utf8)

  private static let shards = [
    makeShard(names[0], "w", [1, 2], "state/w/moments/m[0:2] of [2,2]"),
    makeShard(names[1], "b", [3], "state/w/moments/m[2:4] of [2,2]"),
  ]

  private static func makeShard(
    _ name: String, _ array: String, _ values: [Float], _ piece: String
  ) -> [UInt8] {
    var writer = SafeTensorsWriter()
    writer.metadata["shard"] = name
    writer.add(array, shape: [values.count], .singles(values))
    writer.add(piece, shape: [2], .singles([5, 6]))
    return (try? writer.bytes()) ?? []
  }

  private static func check(_ file: SafeTensors) throws {
    for (name, entry) in file.arrays {
      let count = entry.shape.reduce(1, *)
      try promise(
        file.singles(name).map { $0.count == count } ?? true, "\(name) has not \(count) elements")
    }
  }
}
