import Autodiff
import Kernels
import Testing

struct ModelTests {
  struct Layer: Model {
    let weight = Parameter("weight", shape: [1, 1], [1])
    let bias: Parameter?
    init(hasBias: Bool) { bias = hasBias ? Parameter("bias", [0]) : nil }
  }

  struct Network: Model {
    let rate = 0.5
    let encoder = [Layer(hasBias: true), Layer(hasBias: false)]
    let head: Layer? = Layer(hasBias: true)
    let nothing: Layer? = nil
    let extra = [[Parameter("a", [1])], [], [Parameter("b", [2])]]
  }

  @Test func namesArePaths() {
    #expect(
      Network().parameters.map(\.name) == [
        "encoder.0.weight", "encoder.0.bias", "encoder.1.weight", "head.weight", "head.bias",
        "extra.0.0", "extra.2.0",
      ])
  }

  class Parent: Model {
    let weight = Parameter("weight", [1])
  }

  final class Child: Parent {
    let bias = Parameter("bias", [0])
  }

  enum Choice {
    case layer(Layer)
    case none
  }

  struct Containers: Model {
    let heads = ["right": Layer(hasBias: false), "left": Layer(hasBias: true)]
    let pair = (Parameter("a", [1]), named: Layer(hasBias: false))
    let choice = Choice.layer(Layer(hasBias: false))
    let without = Choice.none
    let child = Child()
  }

  /// A parameter that nobody finds is one that is never trained, and never saved.
  @Test func whatIsInContainersAndInheritedIsFound() {
    let names = [
      "heads.left.weight", "heads.left.bias", "heads.right.weight", "pair.0",
      "pair.named.weight", "choice.layer.weight", "child.weight", "child.bias",
    ]
    #expect(Containers().parameters.map(\.name) == names)
    #expect(Containers().parameters.map(\.name) == names)
  }

  struct Renamed: Model {
    let head = Layer(hasBias: true)
    let tail = [Layer(hasBias: true)]

    static let names = ["head.weight": "head_weight", "tail": "t", "tail.0.bias": "last"]
  }

  struct Around: Model {
    let inner = Renamed()
    let other = Renamed()

    static let names = ["inner": "i", "other.head.bias": "o.b", "other.tail.0": "o.0"]
  }

  /// What is around a model has the last word; all else stays under its path.
  @Test func aNameWithDotsIsTheWholeNameFromItsModelOn() {
    #expect(
      Renamed().parameters.map(\.name) == ["head_weight", "head.bias", "t.0.weight", "last"])
    #expect(
      Around().parameters.map(\.name) == [
        "i.head_weight", "i.head.bias", "i.t.0.weight", "i.last", "other.head_weight", "o.b",
        "o.0.weight", "other.last",
      ])
  }

  struct Tied: Model {
    let first: Layer
    let second: Layer
  }

  @Test func aSharedParameterIsFoundOnceUnderItsFirstName() {
    let layer = Layer(hasBias: false)
    #expect(Tied(first: layer, second: layer).parameters.map(\.name) == ["first.weight"])
  }

  @Test func namesStayOnceAParameterIsInAGroup() {
    let layer = Layer(hasBias: false)
    let tied = Tied(first: layer, second: layer)
    _ = ParameterGroup("all", tied.parameters)
    #expect(layer.parameters.map(\.name) == ["first.weight"])
  }

  /// Whoever prints a part of a network must not find its parameters called otherwise.
  @Test func aModelPrintsItsParametersOnceAndRenamesNone() {
    let layer = Layer(hasBias: true)
    let tied = Tied(first: layer, second: layer)
    let parameters = tied.parameters
    #expect("\(layer)" == "Layer: 2 numbers\n  weight [1, 1] weight\n  bias [1] bias")
    #expect(
      "\(tied)".split(separator: "\n").map(String.init) == [
        "Tied: 2 numbers", "  first.weight [1, 1] weight", "  first.bias [1] bias",
      ])
    #expect(parameters.map(\.name) == ["first.weight", "first.bias"])
  }

  final class Link: Model {
    let weight = Parameter("weight", [1])
    lazy var later = Layer(hasBias: false)
    var next: Link?
  }

  @Test func aModelCanHoldItselfAndBeAsDeepAsItWants() {
    let link = Link()
    _ = link.later
    link.next = link
    #expect(link.parameters.map(\.name) == ["weight", "later.weight"])
    let first = Link()
    var links = [first]
    for _ in 1..<300 {
      links.append(Link())
      links[links.count - 2].next = links.last
    }
    #expect(first.parameters.count == 300)
    #expect(first.parameters.last?.name.hasSuffix("next.next.weight") == true)
    link.next = nil
  }

  struct Stretches: Model {
    let numbers: [StorageSlice]
  }

  /// Two stretches of one storage are two buffers, and so are those at one place of two.
  @Test func aBufferIsAStretchOfAStorage() {
    let storage = StorageSlice(copying: [1, 2, 3, 4]).storage
    let (first, second) = (StorageSlice(storage, 0..<2), StorageSlice(storage, 2..<4))
    let model = Stretches(numbers: [first, second, StorageSlice(copying: [5, 6]), first])
    #expect(model.buffers.map(\.name) == ["numbers.0", "numbers.1", "numbers.2"])
  }

  struct Keeper: Model {
    let averages = [StorageSlice(copying: [1, 2]), StorageSlice(copying: [3])]
    let weight = Parameter("weight", [0])
    let generator: SharedGenerator? = SharedGenerator(SplitMix64(seed: 5))
    let scale: Float = 2
  }

  struct Sharing: Model {
    let first: Keeper
    let second: Keeper
  }

  @Test func buffersAreFoundOnceUnderTheirPaths() {
    let keeper = Keeper()
    let buffers = Sharing(first: keeper, second: keeper).buffers
    #expect(
      buffers.map(\.name) == ["first.averages.0", "first.averages.1", "first.generator"])
    guard case .numbers(let numbers) = buffers[0].content,
      case .generator(let generator) = buffers[2].content
    else {
      Issue.record("\(buffers)")
      return
    }
    #expect(numbers.storage === keeper.averages[0].storage)
    #expect(generator === keeper.generator)
  }
}
