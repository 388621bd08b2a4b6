import Foundation
import Kernels

extension Console {
  /// Standard output and standard error.
  package static var standard: Console {
    let drawing: @Sendable (String) -> Void = { send($0, to: FileHandle.standardError) }
    return Console(
      print: { send($0 + "\n", to: FileHandle.standardOutput) },
      error: { send($0 + "\n", to: FileHandle.standardError) },
      draw: isTerminal ? drawing : nil)
  }

  /// Keeps files from taking the places of streams that the caller has closed.
  package static func holdClosedStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
      // To be read alone: printing fails, as it does without a stream.
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }

  private static func send(_ text: String, to handle: FileHandle) {
    do { try handle.write(contentsOf: Data(text.utf8)) } catch {
      // A reader that has gone away (`descent catalogue | head`) is no error.
      guard handle === FileHandle.standardOutput, !isBrokenPipe(error) else { return }
      send("descent: the output can't be written: \(systemReason(error))\n", to: .standardError)
      exit(ExitCode.failure.rawValue)
    }
  }

  private static func isBrokenPipe(_ error: any Error) -> Bool {
    let error = error as NSError
    let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError
    return [error, inner].contains { $0?.domain == NSPOSIXErrorDomain && $0?.code == Int(EPIPE) }
  }

  private static var isTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }
}
