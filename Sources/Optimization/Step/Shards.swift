package import Autodiff
package import Kernels

/// The processes over which the state of an optimizer is shared out: what a step asks of them.
///
/// Each calls the same methods in the same order, and waits for the others.
package protocol StateRanks: Sendable {
  /// The place of this process among all, in `0..<count`.
  var rank: Int { get }

  /// The number of processes, in `1...`.
  var count: Int { get }

  /// Replaces this rank's range of an array by the means over all ranks; other ranges stay.
  func average(_ array: Storage, _ shards: [Range<Int>])

  /// Replaces the ranges of the other ranks by what they have there.
  func gather(_ array: Storage, _ shards: [Range<Int>])

  /// Receives numbers of all ranks, in their order: as many of each as are counted for it.
  func gather(_ own: [Double], counts: [Int]) -> [[Double]]

  /// What is the matter where some ranks lack gradients that others have; nil where nothing is.
  func difference(ofGradientsIn groups: [ParameterGroup]) -> String?
}

/// The range of a group's elements that each rank steps, and keeps the state of.
///
/// Ranges begin where a chunk does, and so do tiles and stretches of the state: every sum is made of the
/// same parts as in one process. Where a part sees whole parameters, each is one rank's.
package struct Shards: Sendable {
  /// The ranges, in the order of the ranks; together, all elements.
  package let ranges: [Range<Int>]

  /// The range of this rank.
  package let own: Range<Int>

  /// Shares out a group.
  ///
  /// - Parameters:
  ///   - parameters: where they lie, with their shapes.
  ///   - isWhole: whether each stays with one rank.
  ///   - ranks: the processes; nil for one alone.
  init(_ parameters: [(range: Range<Int>, shape: [Int])], isWhole: Bool, _ ranks: (any StateRanks)?)
  {
    let end = parameters.last?.range.upperBound ?? 0
    guard let ranks else {
      (ranges, own) = ([0..<end], 0..<end)
      return
    }
    let blocks =
      isWhole
      ? parameters.map(\.range)
      : stride(from: 0, to: end, by: chunkLength).map { $0..<min($0 + chunkLength, end) }
    let costs =
      isWhole ? parameters.map { cost(ofShape: $0.shape) } : blocks.map { Double($0.count) }
    let total = costs.reduce(0, +)
    var borders = Array(repeating: end, count: ranks.count + 1)
    borders[0] = 0
    var (before, owner) = (0.0, 0)
    for (block, cost) in zip(blocks, costs) {
      // The rank in whose share of the whole cost the middle of the block lies.
      let rank = min(Int((before + cost / 2) / total * Double(ranks.count)), ranks.count - 1)
      while owner < rank {
        owner += 1
        borders[owner] = block.lowerBound
      }
      before += cost
    }
    ranges = (0..<ranks.count).map { borders[$0]..<borders[$0 + 1] }
    own = ranges[ranks.rank]
  }
}

/// What a step of a parameter costs about, where a part sees it as a whole: products of matrices.
private func cost(ofShape shape: [Int]) -> Double {
  let count = Double(shape.reduce(1, *))
  guard shape.count > 1 else { return count }
  return count * min(Double(shape[0]), count / Double(shape[0]))
}

extension Step {
  /// Receives this rank's part of the mean gradient.
  func shareGradients() {
    guard let ranks = state.ranks else { return }
    for group in groups { ranks.average(group.group.gradients, group.layout.shards.ranges) }
  }

  /// Receives the parameters that other ranks have moved.
  func shareParameters() {
    guard let ranks = state.ranks else { return }
    for group in groups { ranks.gather(group.group.values, group.layout.shards.ranges) }
  }

  /// Receives the numbers of other ranks' chunks of a group.
  func shareSums(of group: GroupState, numbers count: Int) {
    guard let ranks = state.ranks else { return }
    let chunks = group.layout.chunkShards
    let block = state.sums
    var sums = block.mutableSpan
    let own = chunks[ranks.rank]
    let numbers = ((own.lowerBound * count)..<(own.upperBound * count)).map { sums[$0] }
    let all = ranks.gather(numbers, counts: chunks.map { $0.count * count })
    for (rank, numbers) in all.enumerated() {
      for (k, number) in numbers.enumerated() { sums[chunks[rank].lowerBound * count + k] = number }
    }
  }

  /// Goes over what all units have added up, in their order in the groups.
  func forEachUnit(_ body: (Run, UnitSums) -> Void) {
    guard let ranks = state.ranks else {
      for run in state.runs {
        for unit in run.firstUnit..<(run.firstUnit + run.unitCount) {
          body(run, UnitSums(state.sums, unit: unit))
        }
      }
      return
    }
    let units = state.runs.map { run in
      run.source.layout.shards.ranges.map { run.unitCount(of: run.everyones.clamped(to: $0)) }
    }
    let counts = (0..<ranks.count).map { rank in units.reduce(0) { $0 + $1[rank] } }
    let block = state.sums
    let sums = block.span
    var own: [Double] = []
    own.reserveCapacity(counts[ranks.rank] * UnitSums.count)
    for unit in 0..<counts[ranks.rank] {
      for k in 0..<UnitSums.count { own.append(sums[unit * UnitSums.stride + k]) }
    }
    let all = ranks.gather(own, counts: counts.map { $0 * UnitSums.count })
    var next = counts.map { _ in 0 }
    for (run, units) in zip(state.runs, units) {
      for (rank, count) in units.enumerated() {
        let numbers = all[rank]
        for _ in 0..<count {
          let place = next[rank]..<(next[rank] + UnitSums.count)
          body(run, UnitSums(numbers.span.extracting(place)))
          next[rank] = place.upperBound
        }
      }
    }
  }
}

extension Optimizer {
  /// Has the state shared out over processes; before the first step.
  package mutating func shareState(over ranks: any StateRanks) {
    require(
      stepCount == 0 && state.groups.isEmpty,
      "Optimizer: state must be shared out before the first step, but \(stepCount) have been taken")
    var form = state.form
    form.ranks = ranks
    state = OptimizerState(
      form, measuresGain: measuresGain, scheduleMemory: state.scheduleMemory)
  }
}

extension GroupState {
  /// The bytes of the state arrays, and of what a step needs for whole parameters.
  package var stateBytes: Int {
    [layout.arrays, layout.directions, layout.rewrittenGradients]
      .reduce(2 * (layout.half?.arrays.count ?? 0)) { $0 + 4 * ($1?.count ?? 0) }
  }
}
