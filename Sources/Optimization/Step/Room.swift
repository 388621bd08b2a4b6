import Kernels

/// Room for one tile's gradient and direction, for each thread.
struct Room: Sendable {
  let gradients: Storage
  let observed: Storage
  let directions: Storage
  /// For state that is written to be thrown away.
  let states: Storage
  /// For the terms of sums.
  let terms: Storage
  /// What each thread has done.
  let work: Block<Int>
  private let size: Size
  /// The thread.
  private(set) var share = 0

  /// How much one thread needs.
  struct Size {
    /// The elements of a chunk, or of the largest parameter of a group whose parts see it whole.
    var elements = 0
    /// The elements of state that transforms or schedules change in one place.
    var states = 0
    /// The sums that a schedule asks for.
    var terms = 0
  }

  /// Makes room for all threads.
  init(threads: Int, _ size: Size) {
    self.size = size
    gradients = Storage(count: threads * size.elements)
    observed = Storage(count: threads * size.elements)
    directions = Storage(count: threads * size.elements)
    states = Storage(count: threads * size.states)
    terms = Storage(count: threads * size.terms * size.elements)
    work = Block(count: threads * StepWork.stride)
  }

  /// Whether there is enough for some threads.
  func suffices(for threads: Int, _ size: Size) -> Bool {
    self.size.elements >= size.elements && self.size.states >= size.states
      && self.size.terms >= size.terms && gradients.count >= threads * self.size.elements
  }

  /// The room of one thread.
  func share(_ share: Int) -> Room {
    var room = self
    room.share = share
    return room
  }

  /// The room of `count` elements.
  func range(_ count: Int) -> Range<Int> {
    (share * size.elements)..<(share * size.elements + count)
  }

  /// The room of the terms of `count` sums, and the distance from those of one sum to the next's.
  func terms(_ count: Int) -> (range: Range<Int>, stride: Int) {
    let start = share * size.terms * size.elements
    return (start..<(start + count * size.elements), size.elements)
  }

  /// Copies the state of some elements, to be thrown away.
  ///
  /// - Parameters:
  ///   - state: the arrays, from the first of the elements on.
  ///   - stride: the distance from an array to the next.
  ///   - elements: how many elements of each array there are; nil for all of the arrays.
  /// - Returns: the distance from an array to the next in the copy.
  func copyState(_ state: Span<Float>, stride: Int, elements: Int?) -> Int {
    let block = states
    var copy = block.mutableSpan(stateRange(state.count))
    guard let elements else {
      copy.copy(state)
      return stride
    }
    for (array, start) in Swift.stride(from: 0, to: state.count, by: stride).enumerated() {
      for i in 0..<elements { copy[array * elements + i] = state[start + i] }
    }
    return elements
  }

  /// The room of `count` elements of state.
  func stateRange(_ count: Int) -> Range<Int> {
    (share * size.states)..<(share * size.states + count)
  }
}
