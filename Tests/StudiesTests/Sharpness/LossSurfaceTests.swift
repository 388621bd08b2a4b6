import Autodiff
import Kernels
import Studies
import Testing
import Training

/// Sharpness of a bowl, where everything is known.
@Suite struct LossSurfaceTests {
  /// Norms 5 and 2.
  let start: [Float] = [3, 4, 2, 0]

  /// Eigenvalues 2, 4 in the first weight, coupled to the second by ½.
  let curvature: [[Double]] = [[3, 1, 0.5, 0], [1, 3, 0, 0], [0.5, 0, 1, 0], [0, 0, 0, 2]]

  func surface(_ curvature: [[Double]], center: [Double] = [1, 0, -1, 2]) -> LossSurface {
    LossSurface(Bowl(curvature, center: center, at: start))
  }

  func diagonal(_ numbers: [Double]) -> [[Double]] {
    numbers.indices.map { row in numbers.indices.map { $0 == row ? numbers[row] : 0 } }
  }

  func isClose(_ left: Double, _ right: Double, _ tolerance: Double = 1e-3) -> Bool {
    abs(left - right) <= tolerance * Swift.max(1, abs(right))
  }

  @Test func productsWithTheHessian() {
    let v: [Double] = [1, -2, 3, 0.5]
    let direction: LossSurface.Direction = [[1, -2], [3, 0.5]]
    for (unit, units) in [
      (LengthUnit.absolute, [1.0, 1, 1, 1]), (.relative, [5.0, 5, 2, 2]),
    ] {
      let product = surface(curvature).hessian(times: direction, unit: unit).flatMap(\.self)
      for row in 0..<4 {
        let expected =
          units[row] * (0..<4).reduce(0) { $0 + curvature[row][$1] * units[$1] * v[$1] }
        #expect(isClose(Double(product[row]), expected), "\(unit), element \(row)")
      }
    }
  }

  @Test func tracesOfADiagonalAreExact() {
    let surface = surface(diagonal([1, 2, 3, 4]))
    #expect(isClose(surface.trace(unit: .absolute, probes: 1), 10))
    // 25 (1 + 2) + 4 (3 + 4).
    #expect(isClose(surface.trace(unit: .relative, probes: 1), 103))
  }

  @Test func largestCurvatures() {
    let diagonal = surface(diagonal([1, 2, -3, 20]))
    #expect(isClose(diagonal.largestCurvature(unit: .absolute), 20))
    // 25 · 2 and 4 · 20.
    #expect(isClose(diagonal.largestCurvature(unit: .relative, iterations: 20), 80))
    // Of [[3, 1], [1, 3]].
    let coupled = surface([[3, 1, 0, 0], [1, 3, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    #expect(isClose(coupled.largestCurvature(unit: .absolute), 4))
  }

  @Test func risesFromTheBottom() {
    let surface = surface(diagonal([2, 2, 2, 2]), center: start.map(Double.init))
    #expect(isClose(surface.rise(radius: 0.5, unit: .absolute, directions: 2), 0.25))
    // A tenth of 5 and of 2.
    #expect(isClose(surface.rise(radius: 0.1, unit: .relative, directions: 2), 0.25 + 0.04))
  }

  @Test func anAscentGoesAsFarAsElementsAreLarge() {
    let center: [Double] = [1, 0, -1, 2]
    let surface = surface(diagonal([1, 1, 1, 1]), center: center)
    let w = start.map(Double.init)
    let slope = zip(w, center).map(-)
    let length = zip(w, slope).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }.squareRoot()
    let step = zip(w, slope).map { 0.5 * $0 * $0 * $1 / length }
    let rise = zip(slope, step).reduce(0) { $0 + $1.0 * $1.1 + $1.1 * $1.1 / 2 }
    #expect(isClose(surface.ascent(radius: 0.5), rise, 1e-6))
  }

  @Test func theWeightsComeBackToTheLastBit() {
    let surface = surface(curvature)
    _ = surface.rise(radius: 0.1, unit: .relative)
    _ = surface.trace(unit: .absolute)
    _ = surface.ascent(radius: 0.5)
    #expect(surface.weights.flatMap { Array($0.value) } == start)
  }

  /// Each probe adds twice the coupled elements' signs to the trace, so that their number shows.
  @Test func theNumbersOfDirectionsAreThoseOfTheVerdicts() {
    let surface = surface([[1, 3, 5, 7], [3, 1, 11, 13], [5, 11, 1, 17], [7, 13, 17, 1]])
    let traces = (1...8).map { surface.trace(unit: .absolute, probes: $0) }
    #expect(surface.trace(unit: .absolute) == traces[3])
    let rises = (1...8).map { surface.rise(radius: 1, unit: .absolute, directions: $0) }
    #expect(surface.rise(radius: 1, unit: .absolute) == rises[5])
    let curvatures = (10...14).map { surface.largestCurvature(unit: .absolute, iterations: $0) }
    #expect(surface.largestCurvature(unit: .absolute) == curvatures[2])
    for numbers in [traces, rises] { #expect(Set(numbers).count == numbers.count) }
  }
}
