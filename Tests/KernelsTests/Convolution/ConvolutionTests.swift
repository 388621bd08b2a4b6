import Testing

@testable import Kernels

@Suite struct ConvolutionTests {
  /// Shapes of images and filters.
  struct Case: CustomTestStringConvertible, Sendable {
    let batch, inputs, height, width, outputs, rows, columns, stride, padding: Int

    var testDescription: String {
      "\(batch)×\(inputs)×\(height)×\(width), \(outputs) filters of \(rows)×\(columns), "
        + "stride \(stride), padding \(padding)"
    }

    var convolution: Convolution {
      Convolution(
        images: [batch, inputs, height, width], filters: [outputs, inputs, rows, columns],
        stride: stride, padding: padding)
    }

    var resultHeight: Int { (height + 2 * padding - rows) / stride + 1 }
    var resultWidth: Int { (width + 2 * padding - columns) / stride + 1 }
    var imageCount: Int { batch * inputs * height * width }
    var filterCount: Int { outputs * inputs * rows * columns }
    var resultCount: Int { batch * outputs * resultHeight * resultWidth }
  }

  /// Windows that overlap, touch, leave gaps, hang over, and see everything; images in groups and not;
  /// sizes on both sides of register blocks, pieces of dot products and parts of the cache.
  static let cases: [Case] = [
    Case(
      batch: 1, inputs: 1, height: 1, width: 1, outputs: 1, rows: 1, columns: 1, stride: 1,
      padding: 0),
    Case(
      batch: 3, inputs: 2, height: 5, width: 4, outputs: 3, rows: 3, columns: 2, stride: 1,
      padding: 1),
    Case(
      batch: 2, inputs: 3, height: 9, width: 7, outputs: 7, rows: 3, columns: 3, stride: 2,
      padding: 1),
    Case(
      batch: 2, inputs: 2, height: 8, width: 8, outputs: 4, rows: 1, columns: 1, stride: 2,
      padding: 0),
    Case(
      batch: 1, inputs: 1, height: 11, width: 12, outputs: 2, rows: 2, columns: 3, stride: 4,
      padding: 0),
    Case(
      batch: 2, inputs: 1, height: 4, width: 4, outputs: 1, rows: 4, columns: 4, stride: 1,
      padding: 0),
    Case(
      batch: 1, inputs: 1, height: 3, width: 3, outputs: 2, rows: 2, columns: 2, stride: 3,
      padding: 3),
    Case(
      batch: 1, inputs: 2, height: 3, width: 4, outputs: 2, rows: 5, columns: 3, stride: 2,
      padding: 2),
    // Windows further apart than there are steps to take, in any time.
    Case(
      batch: 2, inputs: 2, height: 3, width: 4, outputs: 3, rows: 2, columns: 3, stride: 1_000_000,
      padding: 1),
    // Windows of which every fourth place begins where the image ends.
    Case(
      batch: 2, inputs: 2, height: 1, width: 1, outputs: 3, rows: 3, columns: 3, stride: 4,
      padding: 1),
    Case(
      batch: 17, inputs: 3, height: 6, width: 6, outputs: 5, rows: 3, columns: 3, stride: 1,
      padding: 1),
    Case(
      batch: 40, inputs: 2, height: 4, width: 4, outputs: 13, rows: 3, columns: 3, stride: 2,
      padding: 1),
    Case(
      batch: 2, inputs: 50, height: 6, width: 5, outputs: 6, rows: 3, columns: 3, stride: 1,
      padding: 1),
    Case(
      batch: 1, inputs: 1, height: 40, width: 33, outputs: 4, rows: 3, columns: 3, stride: 1,
      padding: 0),
  ]

  /// All windows of up to 3 × 3, up to 4 apart, over images of up to 4 × 4, which share their padding in
  /// groups of two.
  static let smallCases: [Case] = (1...4).flatMap { height in
    (0...3).flatMap { padding in
      (1...4).flatMap { stride in
        (1...min(3, height + 2 * padding)).map { rows in
          let width = height % 4 + 1
          return Case(
            batch: 17, inputs: 2, height: height, width: width, outputs: 2, rows: rows,
            columns: min(rows % 3 + 1, width + 2 * padding), stride: stride, padding: padding)
        }
      }
    }
  }

  @Test("Every small window sees what lies under it")
  func smallWindowsAgreeWithDoublePrecision() {
    for shape in Self.smallCases {
      let planes = shape.convolution.imagePlanes
      #expect(planes.images == 2)
      // The runs end where their planes do, or loops would read behind them.
      let last = planes.planeSize + (shape.resultHeight - 1) * planes.pitch + shape.resultWidth
      #expect(last <= planes.run, "\(shape.testDescription)")
      agreesWithDoublePrecision(shape: shape)
    }
  }

  @Test(
    "Results and gradients differ from those in double precision by rounding only", arguments: cases
  )
  func agreesWithDoublePrecision(shape: Case) {
    let inputs = Inputs(shape)
    let outputs = Outputs(shape, inputs, accumulates: shape.batch % 2 == 0)
    let exact = ExactOutputs(shape, inputs, accumulates: shape.batch % 2 == 0)
    #expect(exact.largestError(of: outputs) <= 1, "\(shape.testDescription)")
  }

  @Test("The number of threads changes no bit", arguments: [(12, 16), (40, 7)])
  func threadsChangeNoBit(batch: Int, size: Int) {
    let shape = Case(
      batch: batch, inputs: 9, height: size, width: size + 1, outputs: 40, rows: 3, columns: 3,
      stride: 1, padding: 1)
    #expect(shape.convolution.threads(atMost: 3) == 3)
    let inputs = Inputs(shape)
    let expected = Outputs(shape, inputs, threads: 1)
    for threads in [2, 3] { #expect(Outputs(shape, inputs, threads: threads) == expected) }
  }
}

/// Images, filters, a bias, and a gradient by the results.
private struct Inputs {
  let images, filters, bias, upstream: StorageSlice

  init(_ shape: ConvolutionTests.Case) {
    images = numbers(shape.imageCount, seed: 1)
    filters = numbers(shape.filterCount, seed: 2)
    bias = numbers(shape.outputs, seed: 3)
    upstream = numbers(shape.resultCount, seed: 4)
  }
}

/// Results and gradients; where they are added, they are added to ones.
private struct Outputs: Equatable {
  let results, imageGradient, filterGradient: [Float]

  init(
    _ shape: ConvolutionTests.Case, _ inputs: Inputs, accumulates: Bool = false, threads: Int = 2
  ) {
    func fresh(_ count: Int) -> StorageSlice {
      StorageSlice(copying: [Float](repeating: accumulates ? 1 : .nan, count: count))
    }
    let convolution = shape.convolution
    let results = fresh(shape.resultCount)
    convolution.apply(
      inputs.images, inputs.filters, bias: inputs.bias, into: results, threads: threads)
    let imageGradient = fresh(shape.imageCount)
    convolution.pullToImages(
      inputs.upstream, inputs.filters, into: imageGradient, accumulates: accumulates,
      threads: threads)
    let filterGradient = fresh(shape.filterCount)
    convolution.pullToFilters(
      inputs.upstream, inputs.images, into: filterGradient, accumulates: accumulates,
      threads: threads)
    self.results = Array(results)
    self.imageGradient = Array(imageGradient)
    self.filterGradient = Array(filterGradient)
  }
}

/// Sums in double precision, with the sums of the magnitudes of their terms and the number of them.
private struct ExactOutputs {
  private struct Sum {
    var value: Double
    var magnitude: Double
    var count = 1.0

    init(_ start: Double) { (value, magnitude) = (start, abs(start)) }

    mutating func add(_ x: Float, _ y: Float) {
      value += Double(x) * Double(y)
      magnitude += abs(Double(x) * Double(y))
      count += 1
    }
  }

  private var results: [Sum]
  private var imageGradient: [Sum]
  private var filterGradient: [Sum]

  init(_ shape: ConvolutionTests.Case, _ inputs: Inputs, accumulates: Bool) {
    let start = Sum(accumulates ? 1 : 0)
    let resultSize = shape.resultHeight * shape.resultWidth
    results = (0..<shape.resultCount).map {
      Sum(Double(inputs.bias[$0 / resultSize % shape.outputs]))
    }
    imageGradient = Array(repeating: start, count: shape.imageCount)
    filterGradient = Array(repeating: start, count: shape.filterCount)
    for result in 0..<shape.resultCount {
      let (image, output) = (
        result / resultSize / shape.outputs, result / resultSize % shape.outputs
      )
      let row = result % resultSize / shape.resultWidth * shape.stride - shape.padding
      let column = result % shape.resultWidth * shape.stride - shape.padding
      for input in 0..<shape.inputs {
        for u in 0..<shape.rows where (0..<shape.height).contains(row + u) {
          for v in 0..<shape.columns where (0..<shape.width).contains(column + v) {
            let x =
              ((image * shape.inputs + input) * shape.height + row + u) * shape.width + column + v
            let f = ((output * shape.inputs + input) * shape.rows + u) * shape.columns + v
            results[result].add(inputs.images[x], inputs.filters[f])
            imageGradient[x].add(inputs.upstream[result], inputs.filters[f])
            filterGradient[f].add(inputs.upstream[result], inputs.images[x])
          }
        }
      }
    }
  }

  /// The largest error of an element, relative to what the rounding of every term and sum may cause.
  func largestError(of outputs: Outputs) -> Double {
    Swift.max(
      largestError(results, outputs.results), largestError(imageGradient, outputs.imageGradient),
      largestError(filterGradient, outputs.filterGradient))
  }

  private func largestError(_ exact: [Sum], _ found: [Float]) -> Double {
    zip(exact, found).map { exact, found in
      if found.isNaN { return .infinity }
      let difference = abs(Double(found) - exact.value)
      return difference == 0 ? 0 : difference / (exact.count * 0x1p-24 * exact.magnitude)
    }.max() ?? 0
  }
}
