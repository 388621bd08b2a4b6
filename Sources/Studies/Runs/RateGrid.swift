/// The decay rates that a form of decay is tried with on the grid seeds, and the best of them.
///
/// Where the best rate is the first or the last, the grid is widened by a decade, twice at most.
package struct RateGrid: Sendable {
  /// What is tried: the first words of its arms.
  package let name: String

  /// The rates to begin with, half decades apart, at least three and rising.
  package let rates: [Double]

  /// What decides: the loss on examples that no verdict is about.
  package let quantity: Quantity

  /// The arm without decay.
  package let zero: String

  /// Creates a grid.
  ///
  /// - Parameters:
  ///   - name: the first words of its arms.
  ///   - rates: half decades apart, at least three and rising.
  ///   - zero: the arm without decay, on the same seeds.
  ///   - quantity: what decides: a loss on examples that no verdict is about.
  package init(_ name: String, _ rates: [Double], zero: String, by quantity: Quantity) {
    self.name = name
    self.rates = rates
    self.zero = zero
    self.quantity = quantity
  }

  /// What was chosen.
  package struct Choice: Sendable, Hashable {
    /// The best rate.
    package let rate: Double
    /// Whether a smaller and a larger rate were tried.
    package let isBracketed: Bool
    /// How much lower than without decay the loss is, as a share of it.
    package let gain: Double

    /// What the runs at the best rate are to carry.
    package var values: [Quantity: Double] {
      [.chosenRate: rate, .isBracketed: isBracketed ? 1 : 0]
    }
  }

  /// The arm of a rate.
  package func arm(_ rate: Double) -> String { "\(name), λ = \(rate)" }

  /// The rates to try, as far as it is known.
  ///
  /// - Parameter results: the runs that are done.
  /// - Returns: the rates, rising.
  package func rates(after results: StudyResults) -> [Double] {
    var rates = rates
    for _ in 0..<2 {
      guard let best = best(of: rates, in: results) else { return rates }
      if best.rate == rates[rates.count - 1] {
        rates += [rates[rates.count - 2] * 10, best.rate * 10]
      } else if best.rate == rates[0], best.gain > 0.01 {
        // Below, no decay at all is as good an end.
        rates = [best.rate / 10, rates[1] / 10] + rates
      } else {
        return rates
      }
    }
    return rates
  }

  /// The best rate; nil where runs are missing.
  package func choice(in results: StudyResults) -> Choice? {
    best(of: rates(after: results), in: results)
  }

  /// That a smaller and a larger rate than the chosen one were tried, for the runs of an arm that is
  /// called as the grid is.
  package var control: Control {
    Control(
      "\(name): a smaller and a larger rate than the best were tried",
      .exact([
        Condition("\(name), rates on both sides (1: yes)", in: 1...1) {
          $0[name, .isBracketed]
        }
      ]))
  }

  private func best(of rates: [Double], in results: StudyResults) -> Choice? {
    guard let zero = results.mean(quantity, of: zero, over: results.gridSeeds),
      let best = results.best(of: rates.map(arm), by: quantity),
      let index = rates.firstIndex(where: { arm($0) == best }),
      let loss = results.mean(quantity, of: best, over: results.gridSeeds)
    else { return nil }
    return Choice(
      rate: rates[index], isBracketed: index > 0 && index < rates.count - 1,
      gain: (zero - loss) / zero)
  }
}
