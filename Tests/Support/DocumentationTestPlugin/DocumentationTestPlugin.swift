import Foundation
import PackagePlugin

/// Has the generator turn the code of the documentation into tests, in every build.
@main
struct DocumentationTestPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let generator = try context.tool(named: "DocumentationTestGenerator")
    let folder = context.pluginWorkDirectoryURL
    // As many files as keep the compiler's work small when one page changes.
    let tests = (1...16).map { folder.appending(path: "DocumentationTests\($0).swift") }
    // A new page changes no file that this command could name. So the generator renews one of its
    // own inputs: it is out of date in every build, and looks for pages itself.
    let stamp = folder.appending(path: "last-run")
    try Data().write(to: stamp)
    return [
      .buildCommand(
        displayName: "Reading the documentation", executable: generator.url,
        arguments: [context.package.directoryURL.path, stamp.path] + tests.map(\.path),
        inputFiles: [stamp], outputFiles: tests)
    ]
  }
}
