import Autodiff
import Kernels
import Testing

struct TensorTests {
  @Test func shapesAndNumbers() {
    let matrix = Tensor([[1, 2, 3], [4, 5, 6]])
    #expect(matrix.shape == [2, 3])
    #expect(matrix.rank == 2)
    #expect(matrix.count == 6)
    #expect(matrix.array == [1, 2, 3, 4, 5, 6])
    #expect(Tensor(7).shape == [])
    #expect(Tensor(7).scalar == 7)
    #expect(Tensor([1, 2]).shape == [2])
    #expect(Tensor(repeating: 3, shape: [2, 1]).array == [3, 3])
    #expect(Tensor(repeating: 3, shape: [2, 3, 4]).flattened().shape == [24])
    #expect(Tensor(repeating: 3, shape: [2, 3, 4]).flattened(from: -2).shape == [2, 12])
  }

  @Test func sharedNumbersAreNotCopied() {
    let storage = StorageSlice(copying: [1, 2, 3, 4])
    let tensor = Tensor(sharing: storage, shape: [2, 2])
    #expect(tensor.value.storage === storage.storage)
    #expect(tensor.slice(1..<2, along: 0).value.range == 2..<4)
    #expect(tensor.reshaped([4]).value.storage === storage.storage)
  }

  @Test func theDescriptionShowsTheFirstNumbers() {
    #expect(Tensor([[1, 2]]).description == "Tensor [1, 2]: 1.0, 2.0")
    #expect(
      Tensor(repeating: 0, shape: [10]).description
        == "Tensor [10]: 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, … (10 numbers)")
  }
}
