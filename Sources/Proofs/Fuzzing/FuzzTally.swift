/// What came of trying a reader with damaged files.
package struct FuzzTally: Sendable {
  /// The number of files.
  package var mutations = 0
  /// How many were refused with a typed error in one line.
  package var refusals = 0
  /// How many were taken.
  package var accepted = 0
  /// How many broke a rule.
  package var failures = 0
  /// The size of the largest file, in bytes.
  package var largestFile = 0

  /// Creates the tally of no file.
  package init() {}

  /// The numbers in one line.
  package var line: String {
    "\(mutations) mutations, \(refusals) refusals, \(accepted) accepted, \(failures) failures"
  }

  /// Tries a reader with damaged files.
  ///
  /// - Parameters:
  ///   - reader: the reader.
  ///   - indices: the numbers of the files.
  ///   - seed: what the files are made from.
  ///   - begin: told each number before its file is tried.
  ///   - report: told of each failure: the command that repeats it, a line break, the broken rule.
  package init(
    of reader: FuzzedReader, _ indices: Range<Int>, seed: UInt64, begin: (Int) -> Void = { _ in },
    report: (String) -> Void
  ) {
    for index in indices {
      begin(index)
      let file = reader.mutation(index, seed: seed)
      let response = reader.response(to: file)
      add(response, to: file)
      if case .failed(let problem) = response {
        let command = "descent fuzz --reader \(reader.name) --seed \(seed)"
        report("\(command) --from \(index) --mutations 1\n\(problem)")
      }
    }
  }

  /// Adds the response to a file.
  private mutating func add(_ response: FuzzedReader.Response, to file: [UInt8]) {
    mutations += 1
    largestFile = Swift.max(largestFile, file.count)
    switch response {
    case .accepted: accepted += 1
    case .refused: refusals += 1
    case .failed: failures += 1
    }
  }

  /// Adds the numbers of another tally.
  package static func += (sum: inout FuzzTally, other: FuzzTally) {
    sum.mutations += other.mutations
    sum.refusals += other.refusals
    sum.accepted += other.accepted
    sum.failures += other.failures
    sum.largestFile = Swift.max(sum.largestFile, other.largestFile)
  }
}
