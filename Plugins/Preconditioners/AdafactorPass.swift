import Kernels
import Optimization

/// Adafactor at one step.
struct AdafactorPass: PreconditionerPass {
  let settings: Adafactor
  let axes: FactoredAxes?
  let beta: Float
  let share: Float
  let rateLimit: Double

  func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
    if let axes {
      var means = state.block
      updateMeans(of: tile.gradient, axes, &means)
      divide(&direction, by: means.span, axes)
    } else {
      divideWhole(&direction, tile.gradient, &state)
    }
    let factor = Float(finalFactor(direction.span, tile.parameters))
    direction.scale(by: factor)
  }

  /// Lets the means of the rows, and behind them those of the columns, follow the gradient.
  private func updateMeans(
    of gradient: Span<Float>, _ axes: FactoredAxes, _ means: inout MutableSpan<Float>
  ) {
    let epsilon = settings.epsilon
    func square(_ position: Int) -> Double {
      Double(gradient[position]) * Double(gradient[position]) + epsilon
    }
    for matrix in 0..<axes.outer {
      let start = axes.start(matrix)
      for i in 0..<axes.rows {
        var sum = 0.0
        for j in 0..<axes.columns {
          sum += square(start + i * axes.rowStride + j * axes.columnStride)
        }
        let place = matrix * axes.rows + i
        means[place] = beta * means[place] + share * Float(sum / Double(axes.columns))
      }
      for j in 0..<axes.columns {
        var sum = 0.0
        for i in 0..<axes.rows {
          sum += square(start + i * axes.rowStride + j * axes.columnStride)
        }
        let place = axes.outer * axes.rows + matrix * axes.columns + j
        means[place] = beta * means[place] + share * Float(sum / Double(axes.rows))
      }
    }
  }

  private func divide(
    _ direction: inout MutableSpan<Float>, by means: Span<Float>, _ axes: FactoredAxes
  ) {
    let least = Float(settings.floor)
    for matrix in 0..<axes.outer {
      let start = axes.start(matrix)
      var sum = 0.0
      for i in 0..<axes.rows { sum += Double(means[matrix * axes.rows + i]) }
      let mean = max(sum / Double(axes.rows), settings.floor)
      if mean == .infinity {
        // Squares overflow: the matrix stands still.
        for i in 0..<axes.rows {
          for j in 0..<axes.columns {
            direction[start + i * axes.rowStride + j * axes.columnStride] = 0
          }
        }
        continue
      }
      for i in 0..<axes.rows {
        // Roots first: a product of two means may be too small for a `Float`.
        let row = squareRoot(Float(Double(means[matrix * axes.rows + i]) / mean))
        for j in 0..<axes.columns {
          let column = squareRoot(means[axes.outer * axes.rows + matrix * axes.columns + j])
          direction[start + i * axes.rowStride + j * axes.columnStride] /= max(
            row * column, least)
        }
      }
    }
  }

  private func divideWhole(
    _ direction: inout MutableSpan<Float>, _ gradient: Span<Float>, _ state: inout StateView
  ) {
    let epsilon = Float(settings.epsilon)
    let least = Float(settings.floor)
    for i in direction.indices {
      let v = beta * state[0, i] + share * (gradient[i] * gradient[i] + epsilon)
      state[0, i] = v
      direction[i] /= max(squareRoot(v), least)
    }
  }

  /// What clipping, the size of the parameter and the limit of the rate make of the step.
  private func finalFactor(_ direction: Span<Float>, _ parameters: Span<Float>) -> Double {
    var factor = rateLimit
    if settings.clippingThreshold > 0 {
      factor /= max(1, rootMeanSquare(direction) / settings.clippingThreshold)
    }
    if settings.scalesByParameter {
      factor *= max(settings.smallestScale, rootMeanSquare(parameters))
    }
    return factor
  }
}

/// The root of the mean of the squares.
private func rootMeanSquare(_ x: Span<Float>) -> Double {
  (sumOfSquares(x) / Double(x.count)).squareRoot()
}
