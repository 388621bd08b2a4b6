import Autodiff
import Kernels
import Training

extension Communicator {
  /// Whether all ranks say yes; each hears the same.
  public func agree(_ yes: Bool) -> Bool { gather([yes ? 1 : 0]).allSatisfy { $0 == [1] } }

  /// Receives the texts of all ranks.
  ///
  /// - Parameter own: the text of this rank.
  /// - Returns: the texts, in the order of the ranks.
  public func gather(_ own: String) -> [String] {
    let bytes = Array(own.utf8)
    let counts = gather([Double(bytes.count)]).map { Int($0[0]) }
    if counts.allSatisfy({ $0 == 0 }) { return counts.map { _ in "" } }
    // Eight bytes travel as the bits of a number, on which nobody calculates.
    let packed = stride(from: 0, to: bytes.count, by: 8).map { start in
      let word = bytes[start...].prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Double(bitPattern: word)
    }
    return zip(gather(packed, counts: counts.map { ($0 + 7) / 8 }), counts).map { packed, count in
      let bytes = packed.flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word.bitPattern >> UInt64(8 * $0)) }
      }
      return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
  }

  /// Receives numbers of all ranks, of each as many as are counted for it.
  func gather(_ own: [Double], counts: [Int]) -> [[Double]] {
    let padding = [Double](repeating: 0, count: (counts.max() ?? 0) - own.count)
    return zip(gather(own + padding), counts).map { Array($0.prefix($1)) }
  }

  /// What is the matter where some ranks lack gradients that others have; the same on every rank.
  ///
  /// - Parameter groups: the same on every rank.
  /// - Returns: a sentence with a parameter and two ranks; nil where nothing is.
  func difference(ofGradientsIn groups: [ParameterGroup]) -> String? {
    if count == 1 { return nil }
    let missing = groups.flatMap { group in group.withoutGradient.map { group.parameters[$0].name }
    }
    let all = gather(missing.joined(separator: "\u{1F}")).map { Set($0.split(separator: "\u{1F}")) }
    guard let other = all.firstIndex(where: { $0 != all[0] }),
      let name = all[0].symmetricDifference(all[other]).min()
    else { return nil }
    let (without, with) = all[0].contains(name) ? (0, other) : (other, 0)
    return "all ranks must have gradients of the same parameters, but \(name) has none on rank "
      + "\(without), and one on rank \(with)"
  }

  /// Traps where some ranks lack gradients that others have.
  func requireSameGradients(in groups: [ParameterGroup]) {
    let difference = difference(ofGradientsIn: groups)
    require(difference == nil, difference ?? "")
  }

  /// Makes sure that all ranks were started with the same words and run the same build.
  ///
  /// - Parameter words: the command line.
  /// - Throws: `DifferentRanksError` on every rank, where one differs from the first.
  public func requireEqualPrograms(_ words: [String]) throws(DifferentRanksError) {
    if count == 1 { return }
    try requireEqual([
      "the command line": "\"\(words.joined(separator: " "))\"", "the program": programDescription,
      "the hash of its file": ProgramFile.fingerprint,
    ])
  }

  /// Makes sure that all ranks have the same settings.
  ///
  /// - Parameter settings: what decides the job on this rank, by name.
  /// - Throws: `DifferentRanksError` on every rank, where one differs from the first.
  public func requireEqual(_ settings: [String: String]) throws(DifferentRanksError) {
    // A line each: neither names nor values hold the separators, or they would not be equal anyway.
    let own = settings.sorted { $0.key < $1.key }.map { "\($0.key)\u{1F}\($0.value)" }
    let all = gather(own.joined(separator: "\u{1E}")).map { text in
      Dictionary(
        text.split(separator: "\u{1E}").map { line in
          let parts = line.split(
            separator: "\u{1F}", maxSplits: 1, omittingEmptySubsequences: false)
          return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }, uniquingKeysWith: { first, _ in first })
    }
    guard let other = all.indices.first(where: { all[$0] != all[0] }) else { return }
    let names = Set(all[0].keys).union(all[other].keys).sorted()
    throw DifferentRanksError(
      rank: other,
      differences: names.filter { all[0][$0] != all[other][$0] }.map { name in
        "\(name) is \(all[other][name] ?? "nothing") there, but \(all[0][name] ?? "nothing") on rank 0"
      })
  }
}

/// Why ranks can't work together; its description is one line.
public struct DifferentRanksError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first rank that differs from rank 0.
  public let rank: Int

  /// What differs, with both values.
  public let differences: [String]

  /// The rank, and what differs.
  public var description: String {
    "rank \(rank) does another job: \(differences.joined(separator: "; "))"
  }
}
