/// One value for each part of a composition that keeps state for the elements: M, P and D.
struct PerPart<Value> {
  var moments: Value
  var preconditioner: Value
  var decay: Value
}

extension PerPart: Sendable where Value: Sendable {}
