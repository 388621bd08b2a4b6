import Autodiff
import Descent
import Dispatch
import Foundation
import Kernels

// Milliseconds of a training step of the networks in `Subjects.swift`, with AdamW: for each, a line of JSON
// as `Tests/Peers/training.py` prints it. The number of threads is that of the processors that the
// process may use.

/// The networks, and how many steps a sample takes.
let subjects: [(name: String, steps: Int, make: () -> any Subject)] = [
  ("tiny", 2_000, { TinyNetwork() }), ("mlp", 10, { Perceptron() }),
  ("residual", 1, { ResidualNetwork() }), ("transformer", 1, { Transformer() }),
]

/// Trains a network and prints how long a step takes.
func measure(
  _ name: String, _ subject: any Subject, steps: Int, samples: Int
) throws(OptimizerError) {
  let parameters = subject.model.parameters
  start(parameters)
  let group = ParameterGroup("all", parameters)
  var optimizer = try Optimizer(.adamw(learningRate: .constant(1e-3), weightDecay: 0.01))
  func step() throws(OptimizerError) -> Float {
    group.clearGradients()
    let loss = subject.loss()
    loss.backward()
    _ = try optimizer.step([group])
    return loss.scalar
  }
  var losses: [Float] = []
  for _ in 0..<5 { losses.append(try step()) }
  var (times, processorTimes): ([Double], [Double]) = ([], [])
  for _ in 0..<samples {
    let (begin, processorBegin) = (DispatchTime.now().uptimeNanoseconds, clock())
    for _ in 0..<steps { _ = try step() }
    times.append(Double(DispatchTime.now().uptimeNanoseconds - begin) * 1e-6 / Double(steps))
    // In microseconds, as POSIX asks.
    processorTimes.append(Double(clock() - processorBegin) * 1e-3 / Double(steps))
  }
  times.sort()
  processorTimes.sort()
  let rounded = losses.map { ($0 * 1e5).rounded() / 1e5 }
  print(
    "{\"network\": \"\(name)\", \"median\": \(times[samples / 2]), "
      + "\"processor\": \(processorTimes[samples / 2]), \"losses\": \(rounded)}")
}

let arguments = CommandLine.arguments.dropFirst()
let samples = arguments.compactMap(Int.init).first ?? 11
let names = arguments.filter { Int($0) == nil }
for subject in subjects where names.isEmpty || names.contains(subject.name) {
  try measure(subject.name, subject.make(), steps: subject.steps, samples: samples)
}
