import Components
import DescentCommand
import Foundation
import TestSupport
import Testing
import Training

/// `descent train --task`: an agent in a world.
@Suite struct TrainAgentTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ words: String...) -> (code: ExitCode, output: String, errors: [String]) {
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["train", "--task"] + words, console: recorder.console)
    return (code, recorder.output, recorder.errorLines)
  }

  @Test func `episodes are what the library makes of them`() throws {
    let out = folder.file("out")
    let words = ["--hidden", "4", "--batch", "4", "--schedule", "constant", "--seed", "7"]
    let recorder = Recorder()
    let code = CommandLineTool.descent.run(
      ["train", "--task", "mountaincar", "--steps", "520", "--optimizer", "adam", "--out", out]
        + words, console: recorder.console)
    #expect(code == .success)
    let lines = recorder.output.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines.last?.hasPrefix("step 520  episodes 2  mean return –  max Q ") == true)
    var agent = DeepQLearning(
      MountainCar.self, composition: .adam(learningRate: .constant(1e-3)), steps: 520)
    (agent.hidden, agent.batchSize) = ([4], 4)
    let episodes = try agent.train(seed: 7).episodes
    let rows = try Table(readingFrom: "\(out)/episodes.csv").rows
    #expect(rows.map { $0[1] } == episodes.map { "\($0.lastStep)" })
    #expect(rows.map { $0[2] } == episodes.map { "\($0.totalReward)" })
    // What is there is not lost.
    let again = run("mountaincar", "--steps", "10", "--out", out)
    #expect(again.code == .failure)
    #expect(again.errors.last?.hasSuffix("is of another run; --overwrite begins anew") == true)
  }

  @Test func `flags about data are refused`() {
    let result = run("cartpole", "--data", "text")
    #expect(result.code == .usage)
    #expect(result.errors == ["descent: --data is for data, but --task has none"])
    #expect(run("cartpole", "--resume", "--out", "x").code == .usage)
    #expect(run("pong").errors.first?.contains("one of cartpole, mountaincar, acrobot") == true)
  }

  @Test func `a loss that is not finite is a failure`() {
    let result = run(
      "cartpole", "--steps", "560", "--optimizer", "sgd", "--learning-rate", "1e30", "--batch", "4")
    #expect(result.code == .failure)
    #expect(
      result.errors.last?.hasPrefix("descent: the loss is no finite number at step 5") == true)
  }
}
