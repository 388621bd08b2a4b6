import Descent
import Testing

@testable import Training

/// What a plan, an agent and a chart are where nothing is said.
@Suite struct PlanDefaultTests {
  @Test func `a plan adds no noise, drops nothing and looks at the test part`() {
    let data = Dataset(shape: [1], features: [0, 1], labels: [0, 1], classes: ["a", "b"])
    let plan = TaskPlan(data: .examples(training: data, test: data))
    #expect(plan.labelNoise == 0 && plan.dropout == 0 && plan.labelSmoothing == 0)
    #expect(!plan.decaysEmbeddings && plan.evaluation == .test && plan.examples == nil)
    #expect(plan.network == .perceptron && plan.share == .whole)
    #expect(CharacterText.window == 8 && CharacterTransformer.window == 32)
  }

  /// The settings that the study of the agent names.
  @Test func `an agent learns as its page says`() {
    let agent = DeepQLearning(
      CartPole.self, composition: .sgd(learningRate: .constant(0.1)), steps: 1)
    #expect(agent.hidden == [32, 32] && agent.batchSize == 32 && agent.discount == 0.99)
    #expect(agent.warmUp == 500 && agent.explorationSteps == 2_500)
    #expect(agent.targetRate == 0.01 && agent.lastExploration == 0.05)
    #expect([CartPole.actionCount, Acrobot.actionCount, MountainCar.actionCount] == [2, 3, 3])
    #expect(
      [CartPole.longestEpisode, Acrobot.longestEpisode, MountainCar.longestEpisode]
        == [500, 500, 200])
    #expect(CartPole.randomReturn == 22)
  }

  @Test func `charts and intervals are of 95 % and three digits`() {
    let chart = IntervalChart(title: "", subtitle: "", rows: [])
    #expect(chart.smallest == 1 && chart.widest == 5)
    #expect(!LineChart(title: "", subtitle: "", horizontalLabel: "", curves: []).isLogarithmic)
    #expect(LineChart.Point(x: 1, y: 2) == LineChart.Point(x: 1, y: 2, deviation: 0))
    #expect(1.23456.text() == "1.23" && 1.23456.shortText() == "1.23")
    // The 97.5 % quantile of one degree of freedom is 12.706; 0 and 2 deviate by √2.
    let half = Sample([0, 2]).halfInterval() ?? 0
    #expect(abs(half - 12.7062) < 1e-3)
    #expect(
      !TrainingRun(composition: .sgd(learningRate: .constant(1)), steps: 1, recordInterval: 1)
        .recordsLayers)
  }
}
