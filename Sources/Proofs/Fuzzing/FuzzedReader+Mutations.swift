import Autodiff
import Training

extension FuzzedReader {
  /// A damaged file: one of the samples with one edit or more.
  ///
  /// - Parameters:
  ///   - index: which of the files, in `0...`; each can be made without those before it.
  ///   - seed: equal seeds give equal files.
  /// - Returns: the file.
  package func mutation(_ index: Int, seed: UInt64) -> [UInt8] {
    var generator = SplitMix64(seed: seed, stream: .mutation)
    generator = SplitMix64(seed: generator.next() ^ UInt64(index))
    let sample = generator.element(of: samples)
    // Most damage is done inside the header, whose length then says so: what follows goes deeper.
    guard hasHeader, generator.number(below: 4) > 0 else {
      return edited(sample, using: &generator)
    }
    let end = 8 + sample[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = edited(Array(sample[8..<end]), using: &generator)
    return bytes(of: UInt64(header.count)) + header + sample[end...]
  }

  private func edited(_ sample: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
    var file = sample
    repeat {
      // Half of the edits keep the form, since most damage to it is seen at once.
      let edits = generator.next() % 2 == 0 ? Edit.keepingForm : Edit.allCases
      generator.element(of: edits).apply(to: &file, samples, using: &generator)
    } while file == sample || generator.number(below: 3) == 0
    return file
  }
}

extension RandomStream {
  /// What is done to the files that readers are tried with.
  fileprivate static let mutation = RandomStream(6)
}

/// The bytes of a number, the lowest first.
func bytes<Number: FixedWidthInteger>(of number: Number) -> [UInt8] {
  stride(from: 0, to: Number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
}

extension SplitMix64 {
  /// One of the elements, each equally likely.
  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[number(below: elements.count)]
  }
}
