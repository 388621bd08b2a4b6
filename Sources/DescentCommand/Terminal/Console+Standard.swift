import Foundation

extension Console {
  /// Standard output and standard error.
  package static var standard: Console {
    let drawing: @Sendable (String) -> Void = { send($0, to: FileHandle.standardError) }
    return Console(
      print: { send($0 + "\n", to: FileHandle.standardOutput) },
      error: { send($0 + "\n", to: FileHandle.standardError) },
      draw: isTerminal ? drawing : nil)
  }

  /// A reader that has gone away (`descent catalogue | head`) is no error.
  private static func send(_ text: String, to handle: FileHandle) {
    try? handle.write(contentsOf: Data(text.utf8))
  }

  private static var isTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }
}
