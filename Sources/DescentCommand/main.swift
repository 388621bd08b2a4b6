import DistributedTraining
import Foundation

Console.holdClosedStreams()
let words = Array(CommandLine.arguments.dropFirst())
do {
  let code = CommandLineTool.run(words, over: try Ranks.started(), console: .standard)
  if code == .failure { Ranks.abort(code.rawValue) }
  exit(code.rawValue)
} catch {
  Console.standard.error("descent: \(error)")
  exit(ExitCode.failure.rawValue)
}
