import Descent
@testable import DistributedTraining
import Testing

@Suite struct CommunicatorTests {
  /// Numbers of every size, each rank's its own.
  private static func numbers(_ count: Int, rank: Int) -> [Float] {
    var generator = SplitMix64(seed: UInt64(rank), stream: .initialization)
    return (0..<count).map { place in
      (generator.nextUniform() - 0.5)
        * Float(sign: .plus, exponent: place % 60 - 30, significand: 1)
    }
  }

  /// One, a few, and both sides of what is added up at a time.
  @Test(arguments: 1...4)
  func aMeanIsThatOfDoublesOnEveryRank(count: Int) throws {
    let piece = count * Alone.partCount
    for size in [1, 3, 1_001, piece - 1, piece, piece + 1] {
      let results = try ThreadRanks.run(count) { ranks in
        var values = Self.numbers(size, rank: ranks.rank)
        var span = values.mutableSpan
        ranks.average(&span)
        return values
      }
      let all = (0..<count).map { Self.numbers(size, rank: $0) }
      let expected = (0..<size).map { place in
        Float(all.reduce(0.0) { $0 + Double($1[place]) } / Double(count))
      }
      for values in results { #expect(values == expected, "\(size)") }
    }
  }

  @Test(arguments: 1...7)
  func equalNumbersStayWhatTheyAre(count: Int) throws {
    let numbers =
      Self.numbers(100, rank: 9) + [
        0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity,
      ]
    let results = try ThreadRanks.run(count) { ranks in
      var values = numbers
      var span = values.mutableSpan
      ranks.average(&span)
      return values
    }
    for values in results {
      #expect(values.map(\.bitPattern) == numbers.map(\.bitPattern))
    }
  }

  @Test func textsComeInTheOrderOfTheRanks() throws {
    let texts = ["", "ä", "a longer one"]
    let results = try ThreadRanks.run(3) { $0.gather(texts[$0.rank]) }
    #expect(results == [texts, texts, texts])
  }

  @Test func oneNoIsANoForAll() throws {
    #expect(try ThreadRanks.run(3) { $0.agree($0.rank != 1) } == [false, false, false])
    #expect(try ThreadRanks.run(3) { $0.agree($0.rank < 3) } == [true, true, true])
  }

  @Test func whoDiffersIsNamedOnEveryRank() throws {
    let errors = try ThreadRanks.run(3) { ranks in
      var settings = ["batch": "32", "seed": "1"]
      if ranks.rank == 2 { settings = ["batch": "64", "seed": "1", "examples": "10"] }
      do { try ranks.requireEqual(settings) } catch { return "\(error)" }
      return ""
    }
    let sentence =
      "rank 2 does another job: batch is 64 there, but 32 on rank 0; "
      + "examples is 10 there, but nothing on rank 0"
    #expect(errors == [sentence, sentence, sentence])
  }

  @Test func equalSettingsAreNoError() throws {
    _ = try ThreadRanks.run(2) { try $0.requireEqual(["a": "1", "b": ""]) }
  }

  /// One rank has nothing left to send when another has, and one has nothing at all.
  @Test func rangesMayBeLongerThanWhatIsSentAtATime() throws {
    let long = 2 * Alone.partCount + 5
    let shards = [0..<10, 10..<(10 + long), (10 + long)..<(10 + long)]
    let results = try ThreadRanks.run(3) { ranks in
      let numbers = Parameter("numbers", Self.numbers(10 + long, rank: ranks.rank))
      let group = ParameterGroup("all", [numbers])
      let sharing = Sharing(base: ranks)
      sharing.average(group.values, shards)
      sharing.gather(group.values, shards)
      return Array(numbers.value)
    }
    let all = (0..<3).map { Self.numbers(10 + long, rank: $0) }
    let expected = (0..<(10 + long)).map { place in
      Float(all.reduce(0.0) { $0 + Double($1[place]) } / 3)
    }
    for values in results {
      // A difference of long arrays takes minutes to print.
      let isEqual = values == expected
      #expect(isEqual)
    }
  }
}
