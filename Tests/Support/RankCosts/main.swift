import Descent
import DistributedTraining
import Foundation
import Training

// What a step costs on the ranks that this was started with: without the others, and with gradients that are
// sent while others are computed, afterwards, and by an optimizer whose state is shared out. Rank 0 prints a
// line of numbers for `Tests/Support/measure-ranks`.

let ranks = try Ranks.started()
let (width, depth, batchSize) = (400, 8, 1_920)
let images = try BuiltInData.fashion()
let plan = TaskPlan(
  data: .examples(training: images.training, test: images.test),
  hidden: Array(repeating: width, count: depth), batchSize: batchSize,
  share: BatchShare(ranks.rank, of: ranks.count))

/// The shortest of some times that something takes, in milliseconds: what else the machine does only adds.
func milliseconds(times: Int, _ body: () throws -> Void) rethrows -> Double {
  var all: [Double] = []
  for _ in 0..<times {
    let start = ContinuousClock.now
    try body()
    all.append((ContinuousClock.now - start) / .milliseconds(1))
  }
  return all.min() ?? 0
}

/// How long a step takes.
func step(of task: any TrainingTask, sharesState: Bool = false) throws -> Double {
  var task = task
  var optimizer = try Optimizer(.adamw(learningRate: .constant(1e-4)))
  optimizer.threads = 1
  if sharesState { optimizer.shardState(over: ranks) }
  func take() throws {
    _ = task.takeGradient()
    try optimizer.step(task.groups)
  }
  // The first ones make memory and find the order of the buckets.
  for _ in 1...2 { try take() }
  return try milliseconds(times: 15) { try take() }
}

let base = try plan.makeTask(seed: 1)
let count = base.groups.reduce(0) { $0 + $1.count }
// The first layer's gradients come last: nothing is left to hide them behind.
let last = base.groups.first?.parameters.first?.count ?? 0
let latency = milliseconds(times: 201) { _ = ranks.gather([0]) }
let alone = try step(of: base)
// A bucket for each layer.
let hidden = try step(
  of: DistributedTask(plan.makeTask(seed: 1), over: ranks, bucketSize: width * width))
let afterwards = try step(
  of: DistributedTask(plan.makeTask(seed: 1), over: ranks, bucketSize: .max))
let sharded = try step(of: plan.makeTask(seed: 1), sharesState: true)
if ranks.rank == 0 {
  print(ranks.count, count, last, latency, alone, hidden, afterwards, sharded)
}
