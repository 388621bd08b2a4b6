import Autodiff
import Kernels

/// The number of elements added up before partial sums are: the tree is the same for any tile.
let chunkLength = 4096

/// The number of elements that pay for waking a thread.
let elementsWorthAThread = 32_768

extension Step {
  /// Writes Σ g² of every parameter that takes part, after the transforms decided so far, and with the
  /// penalty where it is known.
  func measureEnergies(of groups: [GroupState]) {
    for group in groups {
      if let unchanged = group.unchangedGradients {
        let chunks = group.layout.chunks
        forEachShare(of: group, numbers: 1, pass: .energy) { own, _, sums in
          let gradients = unchanged.span
          for chunk in own {
            let elements = chunks[chunk]..<chunks[chunk + 1]
            sums[chunk - own.lowerBound] = sumOfSquares(gradients.extracting(elements))
          }
        }
      } else {
        forEachChunk(of: group, numbers: 1, pass: .energy) { source, elements, _, room, sums in
          sums[0] = source.energy(of: elements, room: room)
        }
      }
      let starts = group.layout.chunkStarts
      let block = state.sums
      let sums = block.span
      // Out of the class while it changes: every access to it is checked.
      var energies: [Double] = []
      swap(&energies, &group.now.energies)
      if energies.isEmpty { energies = Array(repeating: 0, count: starts.count - 1) }
      let participants = group.now.participants
      for parameter in energies.indices where participants?[parameter] ?? true {
        var total = 0.0
        for chunk in starts[parameter]..<starts[parameter + 1] { total += sums[chunk] }
        energies[parameter] = total
      }
      swap(&energies, &group.now.energies)
    }
  }

  /// Has some numbers written for every chunk of a group, chunks in parallel.
  ///
  /// - Parameters:
  ///   - group: the group.
  ///   - count: how many numbers there are for a chunk.
  ///   - pass: what is done.
  ///   - body: writes the numbers of a chunk of a parameter, whose gradient comes from the source.
  func forEachChunk(
    of group: GroupState, numbers count: Int, pass: StepPass,
    _ body:
      @Sendable (
        GradientSource, _ elements: Range<Int>, _ parameter: Int, Room,
        _ numbers: inout MutableSpan<Double>
      ) -> Void
  ) {
    let layout = group.layout
    let participants = group.now.participants
    // Where all parameters are treated alike, the first one's source is everyone's.
    let sources = group.steps.indices.prefix(group.isAlike ? 1 : group.steps.count)
      .map { GradientSource(group, parameter: $0) }
    forEachShare(of: group, numbers: count, pass: pass) { own, room, sums in
      for parameter in layout.parameters(ofChunks: own) where participants?[parameter] ?? true {
        for chunk in own.clamped(
          to: layout.chunkStarts[parameter]..<layout.chunkStarts[parameter + 1])
        {
          let place = (chunk - own.lowerBound) * count
          var numbers = sums.part(place..<(place + count))
          body(
            sources[sources.count == 1 ? 0 : parameter],
            layout.chunks[chunk]..<layout.chunks[chunk + 1], parameter, room, &numbers)
        }
      }
    }
  }

  /// Has some numbers written for every chunk of a group, shares of the chunks in parallel.
  ///
  /// - Parameters:
  ///   - group: the group.
  ///   - count: how many numbers there are for a chunk.
  ///   - pass: what is done.
  ///   - body: writes the numbers of some chunks.
  private func forEachShare(
    of group: GroupState, numbers count: Int, pass: StepPass,
    _ body:
      @Sendable (_ chunks: Range<Int>, Room, _ numbers: inout MutableSpan<Double>) -> Void
  ) {
    let layout = group.layout
    let chunks = layout.chunkShards[state.ranks?.rank ?? 0]
    let elements = layout.shards.own.count
    let shares = max(1, min(threads, chunks.count, elements / elementsWorthAThread))
    state.reserveSums((layout.chunks.count - 1) * count)
    state.reserveRoom(threads: shares, for: binding)
    let sums = state.sums
    let room = state.room
    forEachInParallel(count: shares, threads: shares) { share in
      let first = chunks.lowerBound
      let own =
        (first + chunks.count * share / shares)..<(first + chunks.count * (share + 1) / shares)
      let room = room.share(share)
      var sums = sums.mutableSpan((own.lowerBound * count)..<(own.upperBound * count))
      body(own, room, &sums)
      room.note(pass, over: layout.chunks[own.upperBound] - layout.chunks[own.lowerBound])
    }
    shareSums(of: group, numbers: count)
  }
}

extension GroupLayout {
  /// The parameters that some chunks belong to.
  fileprivate func parameters(ofChunks chunks: Range<Int>) -> Range<Int> {
    if chunks.isEmpty { return 0..<0 }
    func parameter(_ chunk: Int) -> Int {
      var (low, high) = (0, ranges.count - 1)
      while low < high {
        let middle = (low + high + 1) / 2
        if chunkStarts[middle] <= chunk { low = middle } else { high = middle - 1 }
      }
      return low
    }
    return parameter(chunks.lowerBound)..<(parameter(chunks.upperBound - 1) + 1)
  }
}

extension GroupState {
  /// The gradients, where moment estimators see them as they are.
  fileprivate var unchangedGradients: Storage? {
    guard isAlike, !steps.isEmpty, GradientSource(self, parameter: 0).isUnchanged else {
      return nil
    }
    return layout.gradients
  }

  /// Whether transforms and decay treat all parameters alike.
  var isAlike: Bool {
    !layout.isWhole
      && !now.stages.contains { if case .perParameter = $0 { true } else { false } }
  }
}
