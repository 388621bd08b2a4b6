import Autodiff
import Kernels
import Testing

struct BackwardTests {
  @Test func gradientsAddUpOverUsesAndPasses() throws {
    let x = Tensor([3], requiresGradient: true)
    (x * x + x).sum().backward()
    #expect(try #require(x.gradient).map(\.self) == [7])
    (2 * x).sum().backward()
    #expect(try #require(x.gradient).map(\.self) == [9])
  }

  @Test func aLossThatIsAParameterAddsOneAtEachPass() throws {
    let loss = Tensor([3], requiresGradient: true)
    for passes in 1...3 {
      loss.backward()
      #expect(try #require(loss.gradient).map(\.self) == [Float(passes)])
    }
  }

  @Test(arguments: [false, true]) func aGradientThatIsSharedIsNotChangedByAnAddition(
    _ isSumFirst: Bool
  ) throws {
    // Both operands of z are given the same block as gradient; x adds to its own later, or before.
    let x = Tensor([1, 2], requiresGradient: true)
    let y = Tensor([3, 4], requiresGradient: true)
    let z = x + y
    let scaled = x * 10
    (isSumFirst ? z + scaled : scaled + z).sum().backward()
    #expect(try #require(x.gradient).map(\.self) == [11, 11])
    #expect(try #require(y.gradient).map(\.self) == [1, 1])
  }

  @Test func onlyWhatAskedForAGradientGetsOne() {
    let x = Tensor([1, 2])
    let y = Tensor([3, 4], requiresGradient: true)
    let product = x * y
    product.sum().backward()
    #expect(x.gradient == nil)
    #expect(product.gradient == nil)
    #expect(y.gradient.map(Array.init) == [1, 2])
  }

  @Test func aScalarLeafIsItsOwnLoss() {
    let x = Tensor(2, requiresGradient: true)
    x.backward()
    #expect(x.gradient.map(Array.init) == [1])
  }

  @Test func whatIsDetachedIsAConstant() {
    let x = Tensor([2], requiresGradient: true)
    (x * x.detached()).sum().backward()
    #expect(x.gradient.map(Array.init) == [2])
  }

  @Test func aParameterIsGivenItsGradient() {
    let parameter = Parameter("weight", [2, -1])
    Tensor(parameter).squared().sum().backward()
    #expect(parameter.gradient.map(Array.init) == [4, -2])
    (3 * Tensor(parameter)).sum().backward()
    #expect(parameter.gradient.map(Array.init) == [7, 1])
    parameter.clearGradient()
    (Tensor(parameter) + Tensor(parameter)).sum().backward()
    #expect(parameter.gradient.map(Array.init) == [2, 2])
  }

  @Test func aParameterInAGroupIsGivenItsGradientThere() {
    let parameter = Parameter("weight", shape: [1, 2], [2, -1])
    let product = Tensor([[1, 2]]).matrixProduct(Tensor(parameter), transposingRight: true)
    let group = ParameterGroup("all", [Parameter("other", [0]), parameter])
    product.sum().backward()
    #expect(Array(StorageSlice(group.gradients, 0..<3)) == [0, 1, 2])
    StorageSlice(group.values, 1..<3).update([5, -1])
    #expect(Tensor(parameter).array == [5, -1])
  }

  /// Deep enough to overflow the stack, if anything recursed: 8 MB, and a frame has a hundred bytes.
  static let depth = 200_000

  @Test func aLongChainOfOperations() {
    let x = Tensor(0, requiresGradient: true)
    var y = x
    for _ in 0..<Self.depth { y = y + 1 }
    #expect(y.scalar == Float(Self.depth))
    y.backward()
    #expect(x.gradient.map(Array.init) == [1])
  }

  @Test func aLongChainIsReleasedWithoutABackwardPass() {
    let x = Tensor(0, requiresGradient: true)
    var y = x
    for _ in 0..<Self.depth { y = y + 1 }
    y = x
    #expect(x.gradient == nil)
  }

  @Test func aDiamondIsWalkedOnce() {
    // 2⁴⁰ paths, 40 operations.
    let x = Tensor(1, requiresGradient: true)
    var y = x
    for _ in 0..<40 { y = y + y }
    y.backward()
    #expect(x.gradient.map(Array.init) == [0x1p40])
  }
}
