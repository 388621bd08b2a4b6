import Foundation
import Optimization

/// Reads the `F32` arrays of a safetensors file.
///
/// Eight bytes with the length of the header, little-endian; the header, a JSON object with `dtype`,
/// `shape` and `data_offsets` for each array; then the arrays, little-endian.
///
/// - Source: <https://github.com/huggingface/safetensors>, the format section.
enum SafeTensors {
  private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  /// Reads all arrays of a file by name.
  ///
  /// - Parameter path: the file.
  /// - Returns: the elements, row-major.
  /// - Throws: `RecipeError` in one line.
  static func read(_ path: String) throws(RecipeError) -> [String: [Float]] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RecipeError("\(path): can't be read")
    }
    guard data.count >= 8 else { throw RecipeError("\(path): is too short for a header") }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(data[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(data.count - 8) else {
      throw RecipeError("\(path): the header has \(length) bytes, but the file ends before")
    }
    let start = 8 + Int(length)
    guard
      let header = try? JSONDecoder().decode([String: FieldValue].self, from: data[8..<start])
    else { throw RecipeError("\(path): the header is no JSON object") }
    var arrays: [String: [Float]] = [:]
    for (name, value) in header where name != "__metadata__" {
      guard let json = value.json(pretty: false).data(using: .utf8),
        let entry = try? JSONDecoder().decode(Entry.self, from: json)
      else { throw RecipeError("\(path): \(name) has no dtype, shape and data_offsets") }
      arrays[name] = try elements(of: entry, in: data, from: start, "\(path): \(name)")
    }
    return arrays
  }

  private static func elements(
    of entry: Entry, in data: Data, from start: Int, _ place: String
  ) throws(RecipeError) -> [Float] {
    guard entry.dtype == "F32" else {
      throw RecipeError("\(place): the dtype must be F32, but is \(entry.dtype)")
    }
    guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0,
      entry.data_offsets[0] <= entry.data_offsets[1],
      entry.data_offsets[1] <= data.count - start,
      (entry.data_offsets[1] - entry.data_offsets[0]).isMultiple(of: 4)
    else { throw RecipeError("\(place): data_offsets \(entry.data_offsets) are not in the file") }
    let bytes = data[(start + entry.data_offsets[0])..<(start + entry.data_offsets[1])]
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { offset in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << (8 * $1) })
    }
  }
}
