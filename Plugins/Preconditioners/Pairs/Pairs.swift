import Optimization

// A line for each pair that ships: the compiler makes loops of its own for each of them.

struct MeanByRoot: Pair { let kept: MeanOfSquares, divisor: Root }
struct VarianceByRoot: Pair { let kept: Variance, divisor: Root }
struct SumByRoot: Pair { let kept: SumOfSquares, divisor: Root }
struct LargestMeanByRoot: Pair { let kept: LargestMean, divisor: Root }
struct NothingByMagnitude: Pair { let kept: Nothing, divisor: Magnitude }

struct NothingByNothing: Pair {
  let kept: Nothing, divisor: Whole

  func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {}
}
