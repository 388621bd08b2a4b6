import Kernels

extension Storage {
  /// Overwrites all elements with those of an array of the same length.
  func copy(_ source: Storage) { copy(source, in: 0..<count) }

  /// Overwrites the elements of a range with those in the same places of an array.
  func copy(_ source: Storage, in range: Range<Int>) {
    var copies = mutableSpan(range)
    copies.copy(source.span(range))
  }

  /// Multiplies the elements of a range by a number; by 0, they become 0 whatever they were.
  func scale(by factor: Double, in range: Range<Int>) {
    let factor = Float(factor)
    var elements = mutableSpan(range)
    for i in elements.indices { elements[i] = factor == 0 ? 0 : factor * elements[i] }
  }

  /// Exchanges all elements with those of an array of the same length.
  func exchange(with other: Storage) {
    var a = mutableSpan
    var b = other.mutableSpan
    for i in a.indices {
      let element = a[i]
      a[i] = b[i]
      b[i] = element
    }
  }

  /// Moves the elements of a range by a share of their way to another array.
  ///
  /// A share of 1 ends exactly there, and where both are equal nothing changes.
  func move(toward goal: Storage, by share: Double, in range: Range<Int>) {
    // What is infinite has no way to go, but an end.
    if share == 1 { return copy(goal, in: range) }
    let goals = goal.span(range)
    var elements = mutableSpan(range)
    if share < 0.5 {
      let share = Float(share)
      for i in elements.indices { elements[i] += share * (goals[i] - elements[i]) }
    } else {
      let rest = Float(1 - share)
      for i in elements.indices { elements[i] = goals[i] - rest * (goals[i] - elements[i]) }
    }
  }

  /// Moves all elements by a share of their way to another array.
  func move(toward goal: Storage, by share: Double) {
    move(toward: goal, by: share, in: 0..<count)
  }
}
