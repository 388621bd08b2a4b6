import Foundation

/// The built program, which lies beside the tests, ready to be run.
///
/// - Parameter words: the command line, without the name of the program.
/// - Returns: a process that has not been started.
func program(_ words: [String]) -> Process {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("descent")
  process.arguments = words
  return process
}
