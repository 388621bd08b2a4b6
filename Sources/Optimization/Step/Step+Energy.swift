import Autodiff
import Kernels

extension Step {
  /// Writes Σ g² of every parameter that takes part, after the transforms decided so far.
  ///
  /// - Parameter withPenalty: whether the penalty of a decay that enters through the gradient counts.
  func measureEnergies(withPenalty: Bool) {
    state.reserveScratch(threads: threads)
    for (index, group) in state.groups.enumerated() {
      let penalty = withPenalty ? penalty(of: group) : nil
      let offset = state.groups[..<index].reduce(0) { $0 + $1.group.count }
      for parameter in group.ranges.indices where group.takesPart(parameter) {
        let source = group.source(parameter, offset: offset, penalty: penalty)
        group.energies[parameter] = energy(of: parameter, in: group, source)
      }
    }
  }

  /// The penalty that a decay adds to the gradients of a group, or nil.
  func penalty(of group: GroupState) -> (any DecayPass)? {
    let policy = group.composition.decay
    guard policy.entry == .gradient else { return nil }
    let share = decay(of: group, gain: nil).share
    guard share > 0 else { return nil }
    return policy.pass(
      at: group.context(
        part: group.decayPart, parameter: 0,
        StepInputs(step: number, learningRate: group.learningRate, decay: share)))
  }

  /// Σ g² of a parameter: chunks of fixed length in parallel, added up in their order.
  private func energy(of parameter: Int, in group: GroupState, _ source: GradientSource) -> Double {
    let range = group.ranges[parameter]
    if source.isUnchanged, range.count <= chunkLength {
      return sumOfSquares(source.gradients.span(range))
    }
    let isWhole = group.rewrittenGradients != nil
    let chunks = isWhole ? 1 : (range.count + chunkLength - 1) / chunkLength
    state.reserveSums(units: (chunks + UnitSums.stride - 1) / UnitSums.stride)
    let sums = state.sums
    let shares = min(threads, max(1, range.count / elementsWorthAThread))
    let storage = RunStorage(group)
    let scratch = state.scratch
    let capacity = state.unitCapacity
    forEachInParallel(count: shares, threads: shares) { share in
      let room = scratch.share(share, elements: capacity)
      var sums = sums.mutableSpan((chunks * share / shares)..<(chunks * (share + 1) / shares))
      for i in sums.indices {
        let start = range.lowerBound + (chunks * share / shares + i) * chunkLength
        let chunk = isWhole ? range : start..<min(start + chunkLength, range.upperBound)
        sums[i] = source.energy(of: chunk, parameter: parameter, storage, scratch: room)
      }
    }
    let results = sums.span(0..<chunks)
    var total = 0.0
    for i in results.indices { total += results[i] }
    return total
  }
}

/// The number of elements added up before partial sums are: the tree is the same for any tile.
private let chunkLength = 4096

/// The number of elements that pay for waking a thread.
let elementsWorthAThread = 32_768

extension GradientSource {
  /// Σ g² of some elements of one parameter, as the moment estimator would see them.
  fileprivate func energy(
    of chunk: Range<Int>, parameter: Int, _ group: RunStorage, scratch: Scratch
  ) -> Double {
    if isUnchanged { return sumOfSquares(gradients.span(chunk)) }
    var sum = 0.0
    var start = chunk.lowerBound
    while start < chunk.upperBound {
      var end = chunk.upperBound
      if group.rewrittenGradients == nil {
        end = min(end, (start / group.layout.tile + 1) * group.layout.tile)
      }
      let piece = start..<end
      let place = group.rewrittenGradients == nil ? scratch.range(piece.count) : piece
      let view = group.layout.view(
        part: group.momentsPart + 2, parameter: parameter, element: start, stride: chunk.count)
      var state = StateView(group.arrays.mutableSpan(view.range), stride: view.stride)
      let room = group.rewrittenGradients ?? scratch.gradients
      var gradient = room.mutableSpan(place)
      load(piece, into: &gradient, state: &state)
      sum += sumOfSquares(gradient.span)
      start = end
    }
    return sum
  }
}

extension GroupState {
  /// Where the gradients of a parameter come from at this step.
  func source(_ parameter: Int, offset: Int, penalty: (any DecayPass)?) -> GradientSource {
    var actions: [TransformAction] = []
    for stage in stages {
      let action = stage.action(for: parameter)
      if case .keep = action { continue }
      actions.append(action)
    }
    return GradientSource(
      gradients: group.gradients, values: group.values, offset: offset, actions: actions,
      penalty: penalty)
  }
}
