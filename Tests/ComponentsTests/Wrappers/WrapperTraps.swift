import Descent

extension TrapTests {
  private static func descent() throws -> Optimizer {
    try Optimizer(.sgd(learningRate: .constant(1)))
  }

  static let wrappers: Traps = [
    "Accumulation<Optimizer>: count must be in 1..., but is 0": {
      _ = try descent().accumulating(0)
    },
    "Accumulation: groups must be the same in all micro-batches of a step": {
      var optimizer = try descent().accumulating(2)
      let weight = Parameter("weight", [1])
      weight.setGradient([1])
      try optimizer.step([ParameterGroup("first", [weight])])
      try optimizer.step([ParameterGroup("second", [Parameter("bias", [1])])])
    },
    "WeightAverage<Optimizer>: beta must be in 0 ..< 1, but is 1": {
      _ = try descent().averagingWeights(beta: 1)
    },
    "WeightAverage<Optimizer>: first must be in 1..., but is 0": {
      _ = try descent().averagingWeights(from: 0)
    },
    "WeightAverage<Optimizer>: every must be in 1..., but is 0": {
      _ = try descent().averagingWeights(from: 1, every: 0)
    },
    "Lookahead<Optimizer>: period must be in 1..., but is 0": {
      _ = try descent().lookahead(period: 0)
    },
    "Lookahead<Optimizer>: slowStep must be in 0 ... 1, but is 2": {
      _ = try descent().lookahead(slowStep: 2)
    },
    "ScheduleFree<Optimizer>: beta must be greater than 0, but is 0": {
      _ = try descent().scheduleFree(beta: 0)
    },
    "ScheduleFree<Optimizer>: beta must be in 0 ... 1, but is 2": {
      _ = try descent().scheduleFree(beta: 2)
    },
    "ScheduleFree<Optimizer>: weightPower must be in 0..., but is -1": {
      _ = try descent().scheduleFree(weightPower: -1)
    },
    "ScheduleFree<Optimizer>: stepPower must be in 0..., but is -1": {
      _ = try descent().scheduleFree(stepPower: -1)
    },
    "SharpnessAware<Optimizer>: rho must be in 0..., but is -1": {
      _ = try descent().sharpnessAware(rho: -1)
    },
    "SharpnessAware: recompute must be a closure that computes the gradients, but is nil": {
      var optimizer = try descent().sharpnessAware()
      try optimizer.step([])
    },
    "step: the parameters hold the averages; exchange them back before a step": {
      var optimizer = try descent().averagingWeights()
      optimizer.exchangeAverages()
      try optimizer.step([])
    },
    "a step has changed weight since the loss was computed from it; take the backward pass "
      + "before the step, or compute the loss again": {
        var optimizer = try descent().averagingWeights()
        let weight = Parameter("weight", [1])
        weight.setGradient([1])
        try optimizer.step([ParameterGroup("all", [weight])])
        let loss = Tensor(weight).squared().sum()
        optimizer.exchangeAverages()
        loss.backward()
      },
  ]
}
