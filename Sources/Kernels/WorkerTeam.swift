internal import Dispatch
internal import Foundation
internal import KernelShims
internal import Synchronization

/// The threads that help a loop's own thread, one for every other processor.
///
/// Between two loops a helper stays awake for some microseconds, because training is a long row of
/// short loops, and waking a sleeping thread takes longer than many of them; then it sleeps until it
/// is needed. The shares of a loop are handed out one by one, to whoever comes: a loop never waits
/// for a helper that has not begun.
final class WorkerTeam: @unchecked Sendable {
  static let shared = WorkerTeam(helpers: processorCount - 1)

  /// How often a helper gives way to other threads before it sleeps: 20 to 50 µs if there are none.
  private static let patience = 20

  /// The loop that runs: its shares that are left to hand out, as one word, so that a share is taken
  /// from the loop that was seen, or not at all.
  private let ticket = Atomic<Ticket>(Ticket(loop: 0, shares: 0, taken: 0))

  /// The shares that are not finished.
  private let unfinished = Atomic<Int>(0)

  // The work of a share. It changes only while no share is to be had, and is read only by those who
  // have one that is not finished.
  private var body: (@Sendable (Int) -> Void)?

  /// Whether a loop runs: a second one does without helpers.
  private let isBusy = Atomic<Bool>(false)

  /// The helpers that sleep, or are about to, and for whom nobody has signalled.
  private let sleepers = Atomic<Int>(0)
  private let alarm = DispatchSemaphore(value: 0)

  private init(helpers: Int) {
    for _ in 0..<helpers { Thread.detachNewThread { self.help() } }
  }
}

extension WorkerTeam {
  /// Runs all shares of a loop, some of them by helpers.
  ///
  /// - Parameters:
  ///   - shares: the number of shares, in `1 ... 65535`.
  ///   - work: the work of one share.
  /// - Returns: whether it did; not if another loop has the helpers.
  func run(shares: Int, _ work: @Sendable (Int) -> Void) -> Bool {
    guard isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return false }
    withoutActuallyEscaping(work) { work in
      body = work
      unfinished.store(shares, ordering: .relaxed)
      let loop = ticket.load(ordering: .relaxed).loop &+ 1
      ticket.store(
        Ticket(loop: loop, shares: UInt16(shares), taken: 0), ordering: .sequentiallyConsistent)
      wakeSleepers(atMost: shares - 1)
      takeShares()
      waitUntilFinished()
      body = nil
    }
    isBusy.store(false, ordering: .releasing)
    return true
  }

  /// Takes and works off shares until none is left to take.
  private func takeShares() {
    while true {
      let seen = ticket.load(ordering: .acquiring)
      if seen.taken == seen.shares { return }
      var next = seen
      next.taken += 1
      if ticket.compareExchange(expected: seen, desired: next, ordering: .acquiring).exchanged {
        work(off: Int(seen.taken))
        unfinished.subtract(1, ordering: .releasing)
      }
    }
  }

  /// Calls the body; a function of its own, so that the body is let go of before the share counts as
  /// finished.
  @inline(never) private func work(off share: Int) { body?(share) }

  private func waitUntilFinished() {
    while unfinished.load(ordering: .acquiring) > 0 { pause() }
  }

  /// Lets a microsecond or two pass, and other threads go first that need this processor: waiting
  /// must not keep those from their work who are waited for.
  private func pause() {
    for _ in 0..<50 { kernel_pause() }
    kernel_yield()
  }
}

extension WorkerTeam {
  /// The life of a helper.
  private func help() {
    while true {
      sleep()
      var patience = Self.patience
      while patience > 0 {
        if hasShares {
          takeShares()
          patience = Self.patience
        }
        pause()
        patience -= 1
      }
    }
  }

  private var hasShares: Bool {
    let seen = ticket.load(ordering: .sequentiallyConsistent)
    return seen.taken < seen.shares
  }

  /// Sleeps until a loop needs a helper.
  private func sleep() {
    sleepers.add(1, ordering: .sequentiallyConsistent)
    // A loop may have begun meanwhile without seeing this sleeper. If it has seen it, the alarm is
    // on its way and must be taken.
    if hasShares && removeSleepers(atMost: 1) == 1 { return }
    alarm.wait()
  }

  private func wakeSleepers(atMost count: Int) {
    for _ in 0..<removeSleepers(atMost: count) { alarm.signal() }
  }

  /// Takes back up to `count` sleepers, and returns how many there were.
  private func removeSleepers(atMost count: Int) -> Int {
    var seen = sleepers.load(ordering: .sequentiallyConsistent)
    while seen > 0 {
      let removed = Swift.min(seen, count)
      let result = sleepers.compareExchange(
        expected: seen, desired: seen - removed, ordering: .sequentiallyConsistent)
      if result.exchanged { return removed }
      seen = result.original
    }
    return 0
  }
}

/// How far a loop is handed out.
private struct Ticket: AtomicRepresentable {
  /// Tells this loop from the one before it.
  var loop: UInt32
  /// The number of shares.
  var shares: UInt16
  /// The number of shares that are taken.
  var taken: UInt16

  typealias AtomicRepresentation = UInt64.AtomicRepresentation

  init(loop: UInt32, shares: UInt16, taken: UInt16) {
    self.loop = loop
    self.shares = shares
    self.taken = taken
  }

  static func encodeAtomicRepresentation(_ value: consuming Ticket) -> AtomicRepresentation {
    let word = UInt64(value.loop) << 32 | UInt64(value.shares) << 16 | UInt64(value.taken)
    return UInt64.encodeAtomicRepresentation(word)
  }

  static func decodeAtomicRepresentation(
    _ representation: consuming AtomicRepresentation
  ) -> Ticket {
    let word = UInt64.decodeAtomicRepresentation(representation)
    return Ticket(
      loop: UInt32(word >> 32), shares: UInt16(word >> 16 & 0xFFFF), taken: UInt16(word & 0xFFFF))
  }
}
