import Autodiff
import Testing

struct ArithmeticTests {
  /// Broadcasting both ways, extents of 1, scalars.
  static let shapes: [([Int], [Int])] = [
    ([2, 3], [2, 3]), ([2, 3], [3]), ([3], [2, 3]), ([2, 1], [1, 3]), ([2, 3, 2], [3, 1]),
    ([], [2, 2]), ([4, 1], []), ([1, 1], [1]), ([2, 1, 3, 1], [4, 1, 2]),
  ]

  @Test(arguments: shapes) func gradients(_ left: [Int], _ right: [Int]) {
    checkGradients("+", of: left, right) { $0[0] + $0[1] }
    checkGradients("-", of: left, right) { $0[0] - $0[1] }
    checkGradients("*", of: left, right) { $0[0] * $0[1] }
    checkGradients("/", of: left, right, from: 0.5...2) { $0[0] / $0[1] }
  }

  @Test func aRepeatedOperandIsCheckedAgainstPlainLoops() {
    let left = Tensor((0..<6).map(Float.init), shape: [2, 3])
    let right = Tensor([10, 20], shape: [2, 1])
    #expect((left + right).array == [10, 11, 12, 23, 24, 25])
    #expect((right - left).array == [10, 9, 8, 17, 16, 15])
  }
}
