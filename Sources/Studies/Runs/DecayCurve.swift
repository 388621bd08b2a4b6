/// How a loss depends on the rate of decay, and how wide the good rates are.
struct DecayCurve {
  /// log₁₀ of the rates, rising.
  let places: [Double]

  /// The losses at the rates.
  let losses: [Double]

  /// The norms of the weights at the rates.
  let norms: [Double]

  /// Loss and norm without decay.
  let plain: (loss: Double, norm: Double)

  /// How much lower the loss is at the best rate than without decay, as a share of that; 0 where it is not.
  var bestGain: Double { Swift.max(0, (plain.loss - (losses.min() ?? plain.loss)) / plain.loss) }

  /// The decades around the best rate in which the loss is below that without decay by at least half of
  /// the best gain; 0 where there is none.
  var widthOfGain: Double {
    if bestGain == 0 { return 0 }
    let level = plain.loss * (1 - bestGain / 2)
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    let up = end(from: best, step: 1) { losses[$0] - level }
    let down = end(from: best, step: -1) { losses[$0] - level }
    return up - down
  }

  /// The decades from where the norm is 5 % lower than without decay to where the loss is 2 % higher.
  var cliffDistance: Double {
    let light = end(from: 0, step: 1) { 0.95 * plain.norm - norms[$0] }
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    let heavy = end(from: best, step: 1) { losses[$0] - 1.02 * plain.loss }
    return heavy - light
  }

  /// Where a number that is not above 0 at a place first is, by a straight line between places; the end of
  /// the curve where it never is.
  private func end(from start: Int, step: Int, _ height: (Int) -> Double) -> Double {
    var index = start
    if height(index) > 0 { return places[index] }
    while places.indices.contains(index + step) {
      let (a, b) = (height(index), height(index + step))
      if b > 0 { return places[index] + (places[index + step] - places[index]) * a / (a - b) }
      index += step
    }
    return places[index]
  }
}
