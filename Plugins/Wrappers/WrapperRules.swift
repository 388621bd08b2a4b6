import Optimization

/// Traps, with the name, the rule and the value, where a setting of a wrapper is out of range.
func require(_ rules: [Rule], of wrapper: String) {
  for rule in rules where !rule.holds { fatalError("\(wrapper): \(rule)") }
}
