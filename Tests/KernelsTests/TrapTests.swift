import Kernels
import Testing

/// What must stop the program, by what it says then.
struct TrapTests {
  typealias Traps = [String: @Sendable () -> Void]

  private static let traps: Traps = [others, wrongSizes, negativeSizes]
    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  private static let others: Traps = [
    "Block: count must be in 0..., but is -1": { _ = Storage(count: -1) },
    "Block: range must be within 0..<2, but is 1..<3": { _ = Storage(count: 2).span(1..<3)[0] },
    "Block: range must be within 0..<2, but is -1..<1": {
      _ = Storage(count: 2).mutableSpan(-1..<1)[0]
    },
    "Block: range must be within 0..<2, but is -2..<1": { _ = Storage(count: 2).span(-2..<1)[0] },
    "Block: range must be within 0..<2, but is 1..<4": {
      _ = Storage(count: 2).mutableSpan(1..<4)[0]
    },
    "StorageSlice: range must be within 0..<2, but is 1..<3": {
      _ = StorageSlice(Storage(count: 2), 1..<3)
    },
    "StorageSlice: 2 elements must be given, but 3 are": {
      StorageSlice(copying: [1, 2]).update([1, 2, 3])
    },
    "SymmetricEigendecomposition: count must be in 0..., but is -1": {
      _ = SymmetricEigendecomposition(numbers(1, seed: 1).span, count: -1)
    },
    "SymmetricEigendecomposition: 2 rows need 4 numbers, but there are 3": {
      _ = SymmetricEigendecomposition(numbers(3, seed: 1).span, count: 2)
    },
    "SymmetricEigendecomposition: 1 rows need 1 numbers, but there are 2": {
      let (matrix, result) = (numbers(1, seed: 1), numbers(2, seed: 2))
      var target = result.mutableSpan
      SymmetricEigendecomposition(matrix.span, count: 1).apply(to: &target) { $0 }
    },
    "orthonormalRows: count must be in 0..., but is -1": { _ = orthonormalRows([1], count: -1) },
    "orthonormalRows: 2 rows need 4 numbers, but there are 1": {
      _ = orthonormalRows([1], count: 2)
    },
    "forEachInParallel: count must be in 0..., but is -1": {
      forEachInParallel(count: -1) { _ in }
    },
    "dotProduct: both must have as many elements, but have 2 and 3": {
      _ = dotProduct(numbers(2, seed: 1).span, numbers(3, seed: 2).span)
    },
    "exponential(_:into:): 2 arguments need as many results, but there are 3": {
      map { exponential($0, into: &$1) }
    },
    "logarithm(_:into:): 2 arguments need as many results, but there are 3": {
      map { logarithm($0, into: &$1) }
    },
    "hyperbolicTangent(_:into:): 2 arguments need as many results, but there are 3": {
      map { hyperbolicTangent($0, into: &$1) }
    },
    "sigmoid(_:into:): 2 arguments need as many results, but there are 3": {
      map { sigmoid($0, into: &$1) }
    },
    "squareRoot(_:into:): 2 arguments need as many results, but there are 3": {
      map { squareRoot($0, into: &$1) }
    },
    "errorFunction(_:into:): 2 arguments need as many results, but there are 3": {
      map { errorFunction($0, into: &$1) }
    },
    "exponentiate: there are 3 elements, but 4 are asked for": {
      map { exponentiate(&$1, first: $0.count + 2) }
    },
    "gaussianErrorUnit(_:into:): 2 arguments need as many results, but there are 3": {
      map { gaussianErrorUnit($0, into: &$1) }
    },
    "gaussianErrorUnitPullback(_:at:into:): 2 arguments need as many results, but there are 3": {
      map { gaussianErrorUnitPullback($0, at: $0, into: &$1) }
    },
    "gaussianErrorUnitPullback: 2 arguments need as many slopes, but have 3": {
      let (x, slope, y) = (numbers(2, seed: 1), numbers(3, seed: 2), numbers(2, seed: 3))
      var target = y.mutableSpan
      gaussianErrorUnitPullback(slope.span, at: x.span, into: &target)
    },
    "matrixProduct: rows, columns and inner must be in 0..., but are -2, 2 and -3": {
      multiply(rows: -2, columns: 2, inner: -3)
    },
    "matrixProduct: 2×3 times 3×2 needs 6, 6 and 4 elements, but a, b and c have 6, 7 and 4": {
      multiply(rows: 2, columns: 2, inner: 3)
    },
    "StorageSlice: range must be within 0..<2, but is -1..<1": {
      _ = StorageSlice(Storage(count: 2), -1..<1)
    },
    "matrixProduct: 2 columns need as many elements of bias": { multiply([6, 6, 4], bias: 3) },
  ]

  /// What has sizes, each of them off by one alone.
  private static var wrongSizes: Traps {
    var traps: Traps = [:]
    func add(
      _ words: String, _ sizes: [Int], _ said: String, _ body: @escaping @Sendable ([Int]) -> Void
    ) {
      for place in sizes.indices {
        var wrong = sizes
        wrong[place] += 1
        let changed = wrong
        func list(_ numbers: [Int]) -> String { "\(numbers[0]), \(numbers[1]) and \(numbers[2])" }
        traps["\(words) \(list(sizes)) elements, but \(said) \(list(wrong))"] = { body(changed) }
      }
    }
    add("matrixProduct: 2×3 times 3×2 needs", [6, 6, 4], "a, b and c have") { multiply($0) }
    add(
      "CausalAttention: projection, results and normalizers need", [12, 4, 2], "have"
    ) { sizes in
      CausalAttention(batch: 1, length: 2, heads: 1, width: 2).apply(
        numbers(sizes[0], seed: 1), into: numbers(sizes[1], seed: 2),
        normalizers: numbers(sizes[2], seed: 3))
    }
    add("Convolution: images, filters and results need", [9, 4, 4], "have") { sizes in
      Convolution(images: [1, 1, 3, 3], filters: [1, 1, 2, 2], stride: 1, padding: 0).apply(
        numbers(sizes[0], seed: 1), numbers(sizes[1], seed: 2), bias: nil,
        into: numbers(sizes[2], seed: 3))
    }
    return traps
  }

  /// Each of three numbers below 0 alone.
  private static var negativeSizes: Traps {
    var traps: Traps = [:]
    for (m, n, k) in [(-1, 0, 0), (0, -1, 0), (0, 0, -1)] {
      traps["matrixProduct: rows, columns and inner must be in 0..., but are \(m), \(n) and \(k)"] =
        {
          multiply([0, 0, 0], rows: m, columns: n, inner: k)
        }
    }
    return traps
  }

  @Test(arguments: traps.keys.sorted())
  func `stops with its message`(_ message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in TrapTests.traps[message]?()
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": \(message)\n"))
  }

  private static func map(_ function: (Span<Float>, inout MutableSpan<Float>) -> Void) {
    let (x, y) = (numbers(2, seed: 1), numbers(3, seed: 2))
    var target = y.mutableSpan
    function(x.span, &target)
  }

  private static func multiply(
    _ sizes: [Int] = [6, 7, 4], bias: Int? = nil, rows: Int = 2, columns: Int = 2, inner: Int = 3
  ) {
    let (a, b) = (numbers(sizes[0], seed: 1), numbers(sizes[1], seed: 2))
    let c = numbers(sizes[2], seed: 3)
    var target = c.mutableSpan
    matrixProduct(
      a.span, transposed: false, b.span, transposed: false,
      bias: bias.map { numbers($0, seed: 4) }, into: &target, rows: rows, columns: columns,
      inner: inner)
  }
}
