import Optimization

/// What laws ask of a composition before they claim to hold for it.
extension Composition {
  /// The parts that may keep state.
  var statefulParts: [any StatefulComponent] {
    transforms as [any StatefulComponent] + [moments, preconditioner, decay]
  }

  /// Whether no part looks beyond the element that it works on, sums over all elements apart.
  var worksElementByElement: Bool {
    statefulParts.allSatisfy { $0.granularity == .element } && !usesNorm(of: .parameter)
  }

  /// Whether a transform asks for a norm of the scope.
  func usesNorm(of scope: NormScope) -> Bool {
    transforms.contains { $0.normScope == scope }
  }

  /// Whether the schedule takes sums over all groups, or over each.
  func usesSums(of scope: NormScope) -> Bool {
    let program = ScheduleProgram(schedule)
    return !program.sums.isEmpty && program.isPerGroup == (scope == .group)
  }

  /// Whether the schedule takes sums.
  var listens: Bool { usesSums(of: .all) || usesSums(of: .group) }

  /// Whether a part reads what the schedule has found, so that no other schedule will do.
  var needsItsSchedule: Bool {
    listeningSchedule != nil && (try? Optimizer(with(schedule: PlainSchedule()))) == nil
  }

  /// Whether a transform does something else to an element in another place, as noise does.
  var dependsOnPlace: Bool {
    transforms.contains { transform in
      let context = StepContext(for: transform, at: 1, shape: [4], measured: 1)
      let state = InterpretedState(transform, shape: [4], values: [0.5, -0.25, 0.125, 1])
      guard case .rewrite(let pass) = transform.action(at: context) else { return false }
      return rewritten(by: pass, offset: 0, state) != rewritten(by: pass, offset: 64, state)
    }
  }

  /// Whether the moment estimator has an array that begins with a number other than 0.
  var beginsAsideFromZero: Bool {
    moments.stateArrays(for: [1, 1]).contains { array in
      if case .constant(let number) = array.start { number != 0 } else { false }
    }
  }

  private func rewritten(
    by pass: any TransformPass, offset: Int, _ state: InterpretedState
  ) -> [Float] {
    var state = state
    var gradient: [Float] = [0.5, -0.25, 0.125, 1]
    let parameters = gradient
    state.view(0..<4) { state in
      var span = gradient.mutableSpan
      pass.rewrite(&span, parameters: parameters.span, offset: offset, state: &state)
    }
    return gradient
  }

  /// Why a part can't work on a shape, or nil where all can.
  func refusal(of shape: [Int]) -> String? {
    statefulParts.lazy.compactMap { $0.refusal(of: shape) }.first
  }

  /// The composition with another decay.
  func with(decay: any DecayPolicy) -> Composition {
    var copy = self
    copy.decay = decay
    return copy
  }

  /// The composition with another schedule.
  func with(schedule: any LearningRateSchedule) -> Composition {
    var copy = self
    copy.schedule = schedule
    return copy
  }

  /// Compositions with one part less, or one of them plain.
  var plainer: [Composition] {
    var compositions: [Composition] = []
    func add(_ change: (inout Composition) -> Void) {
      var copy = self
      change(&copy)
      if copy != self { compositions.append(copy) }
    }
    for index in transforms.indices { add { $0.transforms.remove(at: index) } }
    add { $0.moments = Composition.plain.moments }
    add { $0.preconditioner = Composition.plain.preconditioner }
    add { $0.decay = Undecayed() }
    add { $0.schedule = Composition.plain.schedule }
    return compositions
  }

  /// All parts with their hyper-parameters, each on its line.
  var listing: String {
    (transforms.map { "  T \($0)" }
      + ["  M \(moments)", "  P \(preconditioner)", "  D \(decay)", "  η \(schedule)"])
      .joined(separator: "\n")
  }
}
