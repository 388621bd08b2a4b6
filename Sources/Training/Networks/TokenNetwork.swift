import Autodiff

/// A network that reads windows of a text and guesses what follows.
protocol TokenNetwork: Model {
  /// What follows the last `guesses` characters of each window.
  ///
  /// - Parameters:
  ///   - tokens: window after window, as many characters each.
  ///   - windows: the number of windows.
  /// - Returns: logits, of shape `[windows · guesses, alphabet]`.
  func callAsFunction(_ tokens: [Int], windows: Int) -> Tensor

  /// The number of guesses in a window.
  var guesses: Int { get }
}
