import Descent
import Foundation
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

  /// Examples whose losses differ.
  private struct Graded: Classifier {
    struct Network: Model { let weight = Parameter("weight", [0.5]) }

    let network = Network()
    let testCount: Int

    func count(of part: DataPart) -> Int { part == .training ? 8 : testCount }
    func labels(_ part: DataPart, _ places: ArraySlice<Int>) -> [Int] { places.map { $0 % 2 } }
    func logits(_ part: DataPart, _ places: ArraySlice<Int>) -> Tensor {
      Tensor(places.map { [Float($0 % 7) - 3, 0] }) * Tensor(network.weight)
    }
  }

  /// One, and both sides of as many as go through the network at a time, with a rest.
  @Test(arguments: [1, 999, 1_000, 1_001, 2_300])
  func `test loss and error are means over all examples`(count: Int) throws {
    var task = try ClassificationTask(
      Graded(testCount: count), batchSize: 4, measuredTraining: 8, measuredTest: count, seed: 1)
    let measured = task.measureTest()
    var (loss, mistakes) = (0.0, 0.0)
    for place in 0..<count {
      let score = (Double(place % 7) - 3) / 2
      loss += log(1 + exp(place % 2 == 0 ? -score : score))
      // Of equal scores the first is taken.
      mistakes += (score >= 0) == (place % 2 == 0) ? 0 : 1
    }
    #expect(abs(measured.loss - loss / Double(count)) < 1e-5)
    #expect(abs(measured.error - mistakes / Double(count)) < 1e-12)
  }
}
