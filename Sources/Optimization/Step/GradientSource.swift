import Kernels

/// What a transform does to the parameters of a group at a step.
enum TransformStage: Sendable {
  /// The same to all.
  case uniform(TransformAction)

  /// To each parameter something of its own.
  case perParameter([TransformAction])

  /// What it does to a parameter.
  func action(for parameter: Int) -> TransformAction {
    switch self {
    case .uniform(let action): action
    case .perParameter(let actions): actions[parameter]
    }
  }
}

/// Where the gradient of some elements comes from: the group's array, and what is to be done to it
/// before the moment estimator sees it.
struct GradientSource: Sendable {
  /// A transform that does something, with its state.
  struct Stage: Sendable {
    let action: TransformAction
    let place: StateLayout.Place
  }

  let layout: GroupLayout
  /// Where the group begins among the elements of all groups.
  let offset: Int
  let stages: [Stage]
  let penalty: (any DecayPass)?
  /// The arrays of the decay policy.
  let decay: StateLayout.Place

  init(_ group: GroupState, parameter: Int) {
    layout = group.layout
    offset = group.now.offset
    penalty = group.now.penalty
    decay = group.place(of: group.layout.parts.decay, parameter: parameter)
    var stages: [Stage] = []
    for (index, stage) in group.now.stages.enumerated() {
      let action = stage.action(for: parameter)
      if case .keep = action { continue }
      stages.append(Stage(action: action, place: group.place(of: index, parameter: parameter)))
    }
    self.stages = stages
  }

  /// What the transforms multiply the gradient by, where they do no more than that, at most once.
  var factor: Float? {
    guard let stage = stages.first else { return 1 }
    guard stages.count == 1, case .scale(let factor) = stage.action else { return nil }
    return Float(factor)
  }

  /// Whether the array holds what the moment estimator shall see.
  var isUnchanged: Bool { stages.isEmpty && penalty == nil }
}

extension GradientSource {
  /// Writes the changed gradient of some elements of one tile, or of a whole parameter.
  ///
  /// - Parameters:
  ///   - range: the elements, counted in the group.
  ///   - target: as many elements.
  ///   - states: the group's state arrays.
  ///   - draft: where transforms write what they keep if this is a look ahead, which changes no
  ///     state; nil where they shall keep it.
  func load(
    _ range: Range<Int>, into target: inout MutableSpan<Float>, states: inout MutableSpan<Float>,
    draft: Room?
  ) {
    let (gradientBlock, valueBlock) = (layout.gradients, layout.values)
    let source = gradientBlock.span(range)
    let parameters = valueBlock.span(range)
    let (shift, within) = layout.position(of: range.lowerBound)
    target.copy(source)
    for stage in stages {
      switch stage.action {
      case .scale(let factor):
        target.scale(by: Float(factor))
      case .rewrite(let pass):
        let place = stage.place.range(shift: shift, offset: within)
        if let draft, !place.isEmpty {
          let stride = draft.copyState(
            states.span.extracting(place), stride: stage.place.stride,
            elements: layout.isWhole ? nil : range.count)
          var view = StateView(
            draft.states.mutableSpan(draft.stateRange(place.count)), stride: stride)
          pass.rewrite(
            &target, parameters: parameters, offset: offset + range.lowerBound, state: &view)
        } else {
          var view = StateView(states.part(place), stride: stage.place.stride)
          pass.rewrite(
            &target, parameters: parameters, offset: offset + range.lowerBound, state: &view)
        }
      case .keep, .skipStep, .refuse:
        break
      }
    }
    guard let penalty else { return }
    var view = StateView(
      states.part(decay.range(shift: shift, offset: within)), stride: decay.stride)
    penalty.pull(&target, parameters: parameters, direction: Span(), state: &view)
  }

  /// Σ g² of some elements of one parameter, as the moment estimator would see them.
  func energy(of elements: Range<Int>, room: Room) -> Double {
    let (gradientBlock, stateBlock) = (layout.gradients, layout.arrays)
    if isUnchanged { return sumOfSquares(gradientBlock.span(elements)) }
    let storage = layout.rewrittenGradients ?? room.gradients
    var gradient = storage.mutableSpan(
      layout.isWhole ? layout.place(of: elements) : room.range(elements.count))
    var states = stateBlock.mutableSpan
    var start = elements.lowerBound
    while start < elements.upperBound {
      let piece = start..<min(layout.endOfUnit(at: start), elements.upperBound)
      var part = gradient.part(
        (start - elements.lowerBound)..<(piece.upperBound - elements.lowerBound))
      load(piece, into: &part, states: &states, draft: room)
      start = piece.upperBound
    }
    return sumOfSquares(gradient.span)
  }
}

extension GroupLayout {
  /// How far the arrays of an element's stretch are from those of the first one, and its position in the
  /// stretch.
  func position(of element: Int) -> (shift: Int, offset: Int) {
    if isWhole { return (0, 0) }
    let (number, offset) = (element - state.start).quotientAndRemainder(dividingBy: state.stretch)
    return (number * state.width, offset)
  }

  /// Where the stretch of an element ends.
  func endOfUnit(at element: Int) -> Int {
    isWhole
      ? .max : state.start + ((element - state.start) / state.stretch + 1) * state.stretch
  }
}

extension GroupState {
  /// Where the arrays of a part lie; the part by its position among the stateful parts.
  func place(of part: Int, parameter: Int) -> StateLayout.Place {
    layout.state.place(
      of: part...part, parameter: parameter, count: layout.ranges[parameter].count)
  }
}
