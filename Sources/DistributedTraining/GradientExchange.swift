import Autodiff
import Dispatch
import Kernels
import Synchronization
import Training

/// Averages gradients over ranks while a backward pass computes others.
///
/// The gradients of neighbouring parameters make a bucket. It is sent as soon as all of them are complete,
/// by a thread of its own, in the order in which rank 0 completed buckets in its first pass: ranks whose
/// graphs differ send the same buckets still. A mean doesn't depend on the bucket that its number is in.
final class GradientExchange {
  /// Gradients that are sent together.
  private struct Bucket {
    let gradients: Storage
    var range: Range<Int>
    /// What each rank receives the means of; nil where all receive all.
    let shards: [Range<Int>]?
    var incomplete = 0
  }

  /// How long the other thread has been busy.
  private final class Stopwatch: Sendable { let time = Mutex(Duration.zero) }

  private let ranks: any Communicator
  private let groups: [ParameterGroup]
  private var buckets: [Bucket] = []
  private var bucketOf: [ObjectIdentifier: Int] = [:]
  /// The order in which buckets are sent; unknown before the first pass.
  private var order: [Int] = []
  private let courier = DispatchQueue(label: "descent.gradients")
  private let sending = Stopwatch()

  /// What was sent so far.
  private(set) var traffic = GradientTraffic()

  /// Makes the buckets.
  ///
  /// - Parameters:
  ///   - groups: the same on every rank.
  ///   - ranks: the processes.
  ///   - bucketSize: the number of elements from which on a bucket is full, in `1...`.
  ///   - shards: the ranges of each group that each rank receives; nil where all receive all.
  init(
    of groups: [ParameterGroup], over ranks: any Communicator, bucketSize: Int,
    shards: [[Range<Int>]]? = nil
  ) {
    (self.groups, self.ranks) = (groups, ranks)
    for (number, group) in groups.enumerated() {
      var end = group.count
      // From the last parameter on, as a backward pass comes by.
      for parameter in group.parameters.reversed() {
        let start = end - parameter.count
        if end == group.count || (buckets.last?.range.count ?? 0) >= bucketSize {
          buckets.append(
            Bucket(gradients: group.gradients, range: end..<end, shards: shards?[number]))
        }
        let index = buckets.count - 1
        buckets[index].range = start..<buckets[index].range.upperBound
        buckets[index].incomplete += 1
        bucketOf[ObjectIdentifier(parameter)] = index
        end = start
      }
    }
  }

  /// Calls the body, which takes one backward pass, and replaces all gradients by their means.
  ///
  /// - Precondition: each parameter's gradient is complete at most once, and all ranks have gradients of the
  ///   same parameters afterwards.
  func average<Result>(during body: () -> Result) -> Result {
    var incomplete = buckets.map(\.incomplete)
    var completed: [Int] = []
    var unsent = order[...]
    for group in groups {
      group.whenGradientIsComplete = { [self] parameter in
        guard let index = bucketOf[ObjectIdentifier(parameter)] else { return }
        require(
          incomplete[index] > 0,
          "DistributedTask: a gradient must be complete once, but \(parameter.name) has had a second pass"
        )
        incomplete[index] -= 1
        if incomplete[index] == 0 { completed.append(index) }
        while let next = unsent.first, incomplete[next] == 0 { send(buckets[unsent.removeFirst()]) }
      }
    }
    let result = body()
    for group in groups { group.whenGradientIsComplete = nil }
    if order.isEmpty {
      let late = buckets.indices.filter { !completed.contains($0) }
      order = ranks.gather((completed + late).map(Double.init))[0].map { Int($0) }
      unsent = order[...]
    }
    // What the loss doesn't depend on has kept its bucket back, and those after it.
    for bucket in unsent { send(buckets[bucket]) }
    let start = ContinuousClock.now
    courier.sync {}
    ranks.requireSameGradients(in: groups)
    traffic.waiting += ContinuousClock.now - start
    traffic.sending = sending.time.withLock { $0 }
    traffic.steps += 1
    return result
  }

  /// Adds numbers up over all ranks, in turn with what is sent during a pass.
  var sum: @Sendable ([Double]) -> [Double] {
    { [ranks, courier] own in
      let all = courier.sync { ranks.gather(own) }
      return own.indices.map { place in all.reduce(0) { $0 + $1[place] } }
    }
  }

  private func send(_ bucket: Bucket) {
    let (gradients, range, ranks, sending) = (bucket.gradients, bucket.range, ranks, sending)
    let shards = bucket.shards?.map { $0.clamped(to: range) }
    let numbers =
      shards.map { range.count - $0[ranks.rank].count }
      ?? 2 * range.count * (ranks.count - 1) / ranks.count
    traffic.bytes += MemoryLayout<Float>.size * numbers
    courier.async {
      let start = ContinuousClock.now
      if let shards {
        Sharing(base: ranks).average(gradients, shards)
      } else {
        var values = gradients.mutableSpan(range)
        ranks.average(&values)
      }
      sending.time.withLock { $0 += ContinuousClock.now - start }
    }
  }
}

/// What a rank has sent to average gradients, and how much of that nobody had to wait for.
public struct GradientTraffic: Sendable, Hashable {
  /// The number of steps.
  public internal(set) var steps = 0

  /// The bytes that this rank has sent.
  public internal(set) var bytes = 0

  /// How long sending, waiting for others and adding up took.
  public internal(set) var sending = Duration.zero

  /// How much of that came after the backward passes, when nothing else was computed.
  public internal(set) var waiting = Duration.zero

  /// The share of `sending` behind which gradients were computed, in `0...1`.
  public var hiddenShare: Double { sending > .zero ? Swift.max(0, 1 - waiting / sending) : 0 }
}

extension GradientTraffic: CustomStringConvertible {
  /// Bytes and time of a step, and the share that was hidden.
  public var description: String {
    let seconds = sending / .seconds(1) / Double(Swift.max(1, steps))
    let megabytes = Double(bytes) / 1e6 / Double(Swift.max(1, steps))
    return
      "each rank sent \(megabytes.text(digits: 3)) MB a step in \((1e3 * seconds).text(digits: 3)) ms, "
      + "\((100 * hiddenShare).text(digits: 2)) % of them while gradients were computed"
  }
}
