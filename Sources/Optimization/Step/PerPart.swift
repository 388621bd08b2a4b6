/// One value for each part of a composition that keeps state for the elements: M, P and D.
package struct PerPart<Value> {
  package var moments: Value
  package var preconditioner: Value
  package var decay: Value

  package init(moments: Value, preconditioner: Value, decay: Value) {
    self.moments = moments
    self.preconditioner = preconditioner
    self.decay = decay
  }
}

extension PerPart: Sendable where Value: Sendable {}
