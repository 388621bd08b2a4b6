import Dispatch
import Synchronization

extension Communicator {
  /// Does pieces of work side by side on all ranks, each on the rank that has the most threads free.
  ///
  /// No rank hands them out: all hear of all results at the same times, and know from that what is whose.
  ///
  /// - Parameters:
  ///   - pieces: the number of pieces, the same on every rank.
  ///   - workers: the largest number of pieces at a time on this rank, in `1...`.
  ///   - perform: does a piece, on any thread, and puts its result into words; nil ends the job.
  ///   - receive: hears of every piece that is done and of its result, on every rank in the same order.
  /// - Returns: whether all pieces are done.
  /// - Throws: what `perform` throws on this rank, `OtherRankError` where it throws on another, and what
  ///   `receive` throws.
  public func share(
    pieces: Int, workers: Int, perform: @escaping @Sendable (Int) throws -> String?,
    receive: (Int, String) throws -> Void
  ) throws -> Bool {
    let own = PiecesOfRank(perform)
    let workers = gather([Double(workers)]).map { Int($0[0]) }
    var free = workers
    var next = 0
    var failure: (any Error)?
    var goesOn = true
    while true {
      while goesOn, next < pieces, let most = free.max(), most > 0,
        let least = free.firstIndex(of: most)
      {
        free[least] -= 1
        if least == rank { own.begin(next) }
        next += 1
      }
      if free == workers { break }
      for (sender, texts) in gather(own.news(isAlone: count == 1)).enumerated() {
        for text in texts.split(separator: PiecesOfRank.separator) {
          free[sender] += 1
          switch Ending(text) {
          case .done(let piece, let result): try receive(piece, result)
          case .ended: goesOn = false
          case .failed(let reason):
            goesOn = false
            failure = failure ?? OtherRankError(rank: sender, reason: reason)
          }
        }
      }
    }
    if let failure = own.failure ?? failure { throw failure }
    return goesOn
  }
}

/// Why a job ends that works on this rank; its description is one line.
public struct OtherRankError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The rank that could not go on.
  public let rank: Int

  /// What it said.
  public let reason: String

  /// The rank, and what it said.
  public var description: String { "rank \(rank) could not go on: \(reason)" }
}

/// What came of a piece, on its way to the other ranks.
private enum Ending {
  case done(piece: Int, result: String)
  case ended
  case failed(reason: String)

  private static let separator: Character = "\u{1F}"

  init(_ text: Substring) {
    let parts = text.split(
      separator: Self.separator, maxSplits: 1, omittingEmptySubsequences: false)
    if let piece = Int(parts[0]), parts.count > 1 {
      self = .done(piece: piece, result: String(parts[1]))
    } else {
      self = parts.count > 1 ? .failed(reason: String(parts[1])) : .ended
    }
  }

  var text: String {
    switch self {
    case .done(let piece, let result): "\(piece)\(Self.separator)\(result)"
    case .ended: "ended"
    case .failed(let reason): "failed\(Self.separator)\(reason)"
    }
  }
}

/// The pieces of a job that are done on one rank, and what came of them since it was last asked.
private final class PiecesOfRank: Sendable {
  /// Stands between endings; no table and no sentence has it.
  static let separator: Character = "\u{1E}"

  private let perform: @Sendable (Int) throws -> String?
  private let endings = Mutex<[Ending]>([])
  private let firstFailure = Mutex<(any Error)?>(nil)
  private let signal = DispatchSemaphore(value: 0)

  init(_ perform: @escaping @Sendable (Int) throws -> String?) { self.perform = perform }

  var failure: (any Error)? { firstFailure.withLock { $0 } }

  func begin(_ piece: Int) {
    DispatchQueue.global().async { [self] in
      let ending: Ending
      do {
        ending = try perform(piece).map { .done(piece: piece, result: $0) } ?? .ended
      } catch {
        firstFailure.withLock { $0 = $0 ?? error }
        ending = .failed(reason: "\(error)")
      }
      endings.withLock { $0.append(ending) }
      signal.signal()
    }
  }

  /// Waits until a piece is done here, or others may have news.
  func news(isAlone: Bool) -> String {
    _ = signal.wait(timeout: isAlone ? .distantFuture : .now() + .milliseconds(10))
    let news = endings.withLock { endings in
      defer { endings = [] }
      return endings
    }
    return news.map(\.text).joined(separator: String(Self.separator))
  }
}
