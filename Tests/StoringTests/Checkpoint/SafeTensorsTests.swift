import Storing
import Testing

@Suite struct SafeTensorsTests {
  private func file(_ header: String, data: Int = 0, length: UInt64? = nil) -> [UInt8] {
    let length = length ?? UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) }
      + Array(header.utf8) + Array(repeating: 0, count: data)
  }

  private func array(_ name: String, _ type: String, _ shape: String, _ offsets: String) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  @Test func `what is written is read`() throws {
    let singles: [Float] = [1.5, -0.0, .infinity, .leastNonzeroMagnitude, 3e38, -7]
    let doubles: [Double] = [0.1, .pi]
    func written(_ names: [String]) throws -> [UInt8] {
      var writer = SafeTensorsWriter()
      writer.metadata = ["b": "β \"quoted\" \\ \n line", "a": ""]
      for name in names {
        if name == "sums" {
          writer.add(name, shape: [2], .doubles(doubles))
        } else {
          writer.add(name, shape: [3, 2], .singles(singles))
        }
      }
      return try writer.bytes()
    }
    let bytes = try written(["w/β", "sums"])
    #expect(bytes == (try written(["sums", "w/β"])))
    let read = try SafeTensors(bytes)
    #expect(read.singles("w/β")?.map(\.bitPattern) == singles.map(\.bitPattern))
    #expect(read.doubles("sums") == doubles)
    #expect(read.singles("sums") == nil)
    #expect(read["w/β"]?.shape == [3, 2])
    #expect(read.metadata == ["b": "β \"quoted\" \\ \n line", "a": ""])
    let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(header.isMultiple(of: 8))
    #expect(throws: SafeTensorsError.self) { try written(["w", "w"]) }
  }

  @Test func `a flipped bit changes nothing that is read, and a file without fingerprint is taken`()
    throws
  {
    var writer = SafeTensorsWriter()
    writer.metadata = ["step": "3"]
    writer.add("w", shape: [3], .singles([1, 2, 3]))
    let bytes = try writer.bytes()
    var refusals = 0
    for place in 8..<bytes.count {
      var damaged = bytes
      damaged[place] ^= 1
      do {
        let file = try SafeTensors(damaged)
        #expect(file.singles("w") ?? [1, 2, 3] == [1, 2, 3], "byte \(place)")
        #expect(file.metadata["step"] ?? "3" == "3", "byte \(place)")
      } catch { refusals += 1 }
    }
    #expect(refusals > bytes.count / 2)
    var number = bytes
    number[bytes.count - 1] ^= 1
    let error = #expect(throws: SafeTensorsError.self) { try SafeTensors(number) }
    #expect(error?.description.hasPrefix("the file is damaged: its numbers or texts") == true)
    // What other programs write is the same numbers without the text.
    let header = #"{"__metadata__":{"step":"3"},"# + array("w", "F32", "[3]", "[0,12]") + "}"
    let foreign = file(header) + bytes.suffix(12)
    #expect(try SafeTensors(foreign).singles("w") == [1, 2, 3])
    #expect(try SafeTensors(bytes).metadata == ["step": "3"])
  }

  @Test func `escapes are read`() throws {
    let read = try SafeTensors(
      file(#"{"__metadata__": {"\u0061\/\t" : "\ud83d\ude00\u00e9"}} "#))
    #expect(read.metadata == ["a/\t": "😀é"])
  }

  /// Between any two tokens of the header.
  @Test(arguments: [#"{"step":"3","n":4}"#, "null", "{}"])
  func `spaces change nothing`(metadata: String) throws {
    let header =
      #"{"__metadata__":\#(metadata),"#
      + [array("w", "F32", "[2,1]", "[0,8]"), array("b", "F64", "[]", "[8,16]")].joined(
        separator: ",")
      + "}"
    let plain = try SafeTensors(file(header, data: 16))
    let tokens = header.matches(of: /"[^"]*"|[0-9]+|null|./).map { String($0.output) }
    for place in 1...tokens.count {
      let spaced = tokens.prefix(place).joined() + " \n\t\r" + tokens.dropFirst(place).joined()
      let read = try SafeTensors(file(spaced, data: 16))
      #expect(read.metadata == plain.metadata, "\(spaced)")
      #expect(read["w"] == plain["w"] && read["b"] == plain["b"], "\(spaced)")
    }
    #expect(plain.metadata == (metadata.contains("3") ? ["step": "3"] : [:]))
  }

  /// Arrays without an element lie where others begin, in any order of the header.
  @Test func `empty arrays lie anywhere`() throws {
    let all = [
      array("w", "F32", "[2]", "[0,8]"), array("a", "F32", "[0]", "[0,0]"),
      array("b", "F32", "[3,0]", "[8,8]"), array("v", "F32", "[1]", "[8,12]"),
    ]
    for shift in 0..<4 {
      let order = all[shift...] + all[..<shift]
      for header in [Array(order), order.reversed()] {
        let read = try SafeTensors(file("{\(header.joined(separator: ","))}", data: 12))
        #expect(read.singles("a") == [] && read.singles("b") == [])
        #expect(read.singles("w") == [0, 0] && read.singles("v") == [0])
      }
    }
  }

  /// Both zeros, the smallest and largest subnormal and normal numbers, infinities, and what is no number.
  @Test func `halves are the numbers that they stand for`() throws {
    let halves: [(pattern: UInt16, number: Float)] = [
      (0x0000, 0), (0x8000, -0.0), (0x0001, 0x1p-24), (0x83FF, -0x1.FF8p-15), (0x0400, 0x1p-14),
      (0x3C00, 1), (0xC100, -2.5), (0x7BFF, 65_504), (0x7C00, .infinity), (0xFC00, -.infinity),
      (0x7E00, .nan), (0xFC01, .nan),
    ]
    let header = "{" + array("h", "F16", "[12]", "[0,24]") + "}"
    let bytes = halves.flatMap { [UInt8(truncatingIfNeeded: $0.pattern), UInt8($0.pattern >> 8)] }
    let read = try #require(try SafeTensors(file(header) + bytes).singles("h"))
    for (found, (pattern, number)) in zip(read, halves) {
      #expect(
        number.isNaN ? found.isNaN : found.bitPattern == number.bitPattern,
        "\(String(pattern, radix: 16))")
    }
  }

  @Test func `what the format does not have is refused in one line`() {
    let cases: [(bytes: [UInt8], message: String)] = [
      ([1, 2, 3], "too short for a header"),
      (Array("PK\u{3}\u{4} archive".utf8), "an archive, as torch.save writes"),
      ([0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9], "a pickle, as torch.save writes"),
      (file("{}", length: 1 << 63), "its header should have 9223372036854775808 bytes"),
      (file("{}", length: 3), "cut off: its header should have 3 bytes"),
      (Array("step,epoch\n1,0.5\n".utf8), "this is no safetensors file, or is cut off"),
      (file("{}", data: 1), "the arrays end at byte 0, but there are 1 bytes"),
      (file("{} x"), "nothing but spaces"),
      (file("[]"), "{ must stand here"),
      (file(#"{"w":{"#), "\" must stand here"),
      (file("{\"\u{1}\":{}}"), "control characters"),
      (file(#"{"\ud800":{}}"#), "surrogate"),
      (file(#"{"w":{"dtype":"F32"}}"#), "dtype, shape and data_offsets must be given"),
      (file(#"{"w":{"x":[{"#), "does not end"),
      (file(#"{"__metadata__":{"a":,}}"#), "a value must stand here"),
      (file("{\(array("w", "F32", "[2]", "[0,4]"))}", data: 4), "do not fit F32 of the shape [2]"),
      (file("{\(array("w", "F32", "[1]", "[4,0]"))}", data: 4), "are no range"),
      (file("{\(array("w", "F32", "[-1]", "[0,4]"))}", data: 4), "a whole number"),
      (file("{\(array("w", "F32", "[01]", "[0,4]"))}", data: 4), "a whole number"),
      (
        file("{\(array("w", "F32", "[99999999999999999999]", "[0,4]"))}", data: 4),
        "the number is too large"
      ),
      (
        file("{\(array("w", "F32", "[4611686018427387904,4]", "[0,0]"))}"), "do not fit F32"
      ),
      (file("{\(array("w", "F32", "[2]", "[0,8]"))}", data: 4), "beyond the 4 bytes"),
      (
        file("{\(array("w", "F32", "[1099511627776]", "[0,4398046511104]"))}", data: 4),
        "beyond the 4 bytes"
      ),
      (
        file(
          "{\(array("w", "F32", "[1]", "[0,4]")),\(array("w", "F32", "[1]", "[4,8]"))}", data: 8),
        "\"w\" is given twice"
      ),
      (
        file(
          "{\(array("v", "F32", "[2]", "[0,8]")),\(array("w", "F32", "[1]", "[4,8]"))}", data: 8),
        "overlap another array at byte 8"
      ),
      (
        file(
          "{\(array("v", "F32", "[1]", "[0,4]")),\(array("w", "F32", "[1]", "[8,12]"))}", data: 12),
        "leave a gap at byte 4"
      ),
      ([4, 0, 0, 0, 0, 0, 0, 0] + Array("{\"".utf8) + [0xFF, 0x22], "not valid UTF-8"),
    ]
    for (bytes, message) in cases {
      let error = #expect(throws: SafeTensorsError.self) { try SafeTensors(bytes) }
      let text = error?.description ?? ""
      #expect(text.contains(message) && !text.contains("\n"), "\(message): \(text)")
    }
  }
}
