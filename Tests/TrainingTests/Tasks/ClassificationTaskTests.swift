import Descent
import Synchronization
import Testing
import Training

@Suite struct ClassificationTaskTests {
  /// Two classes, and a list of the examples that were looked at.
  private final class Watched: Classifier {
    struct Network: Model { let weight = Parameter("weight", [0.1]) }

    let network = Network()
    let seen = Mutex<[Int]>([])

    func count(of part: DataPart) -> Int { part == .training ? 30 : 20 }
    func labels(_ part: DataPart, _ places: ArraySlice<Int>) -> [Int] { places.map { $0 % 2 } }
    func logits(_ part: DataPart, _ places: ArraySlice<Int>) -> Tensor {
      seen.withLock { $0 += places }
      return Tensor(places.map { $0 % 2 == 0 ? [-1, 1] : [1, -1] }) * Tensor(network.weight)
    }
    func taken() -> [Int] {
      seen.withLock { seen in
        defer { seen = [] }
        return seen
      }
    }
  }

  /// As many as were asked for, each once and in order, and the same for all seeds; at most all.
  @Test(arguments: [1, 19, 20, 29, 30, 31, 500])
  func `what is measured is a part of the examples`(size: Int) throws {
    var samples: [[[Int]]] = []
    for seed in [1, 2] as [UInt64] {
      let watched = Watched()
      var task = try ClassificationTask(
        watched, batchSize: 4, measuredTraining: size, measuredTest: size, seed: seed)
      _ = task.measureTraining()
      let training = watched.taken()
      _ = task.measureTest()
      samples.append([training, watched.taken()])
    }
    #expect(samples[0] == samples[1])
    for (sample, count) in zip(samples[0], [30, 20]) {
      #expect(sample.count == min(size, count))
      #expect(sample == Array(Set(sample)).sorted() && sample.allSatisfy((0..<count).contains))
    }
    #expect(size != 19 || samples[0][0] != Array(0..<19))
  }
}
