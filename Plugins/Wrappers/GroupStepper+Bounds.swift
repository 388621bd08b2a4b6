import Optimization

extension GroupStepper {
  /// Traps, with the name, the range and the value, where a setting of a wrapper is out of range.
  func requireValid(_ bounds: [Bound<Self>]) {
    for check in bounds.map({ $0.checked(on: self) }) where !check.holds {
      fatalError("\(Self.self): \(check)")
    }
  }
}
