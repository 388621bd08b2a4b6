import Training
import TestSupport
import Testing

@Suite struct CIFAR10Tests {
  let folder: TemporaryFolder
  let record = [UInt8](repeating: 51, count: 3072)

  init() throws { folder = try TemporaryFolder() }

  @Test func batchesBehindEachOther() throws {
    let paths = try [folder.file("a", [3] + record), folder.file("b", [9] + record + [0] + record)]
    let dataset = try CIFAR10.read(paths)
    #expect(dataset.labels == [3, 9, 0])
    #expect(dataset.shape == [3, 32, 32])
    #expect(dataset.features.count == 3 * 3072)
    #expect(dataset.features.allSatisfy { $0 == 0.2 })
    #expect(dataset.classes[9] == "truck")
  }

  @Test(arguments: [1, 3072, 3074]) func truncated(length: Int) throws {
    let path = try folder.file("a", [UInt8](repeating: 0, count: length))
    let error = try #require(throws: DataError.self) { try CIFAR10.read([path]) }
    #expect(
      error.problem == .wrongLength(found: length, expected: "a multiple of 3073 bytes"))
  }

  @Test func labelOutOfRange() throws {
    let path = try folder.file("a", [3] + record + [10] + record)
    let error = try #require(throws: DataError.self) { try CIFAR10.read([path]) }
    #expect(error == DataError(path, at: .byte(3073), .labelOutOfRange(label: 10, classes: 10)))
  }

  @Test func empty() throws {
    let path = try folder.file("a", [UInt8]())
    let error = try #require(throws: DataError.self) { try CIFAR10.read([path]) }
    #expect(error.problem == .empty)
  }
}
