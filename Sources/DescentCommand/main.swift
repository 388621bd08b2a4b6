import Foundation

let words = Array(CommandLine.arguments.dropFirst())
exit(CommandLineTool.descent.run(words, console: .standard).rawValue)
