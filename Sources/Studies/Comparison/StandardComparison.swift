import Components
package import Optimization
package import Training

/// The comparison that needs no argument: five decays of one network on data that ship with the
/// package.
package struct StandardComparison: Sendable, Hashable {
  /// What is learned.
  package enum Subject: String, Sendable, CaseIterable {
    /// Fashion-MNIST, 40 % of the training labels replaced at random: overfitting.
    case images
    /// The next character of a novel, with layer norm: late gradient norms.
    case text
  }

  /// What the decays are combined with.
  package enum Base: String, Sendable, CaseIterable {
    /// Adam.
    case adam
    /// Gradient descent with momentum 0.9.
    case sgd
  }

  /// What is learned.
  package let subject: Subject

  /// What the decays are combined with.
  package let base: Base

  /// Creates a comparison.
  ///
  /// - Parameters:
  ///   - subject: what is learned.
  ///   - base: what the decays are combined with.
  package init(subject: Subject, base: Base) {
    self.subject = subject
    self.base = base
  }

  /// The usual number of steps.
  package var steps: Int { subject == .images ? 4_000 : 2_000 }

  /// Data and network.
  ///
  /// - Returns: what is to be learned.
  /// - Throws: `DataError` where the installed data are damaged.
  package func plan() throws(DataError) -> TaskPlan {
    switch subject {
    case .images:
      TaskPlan(
        data: try DataSource.images.load(testShare: 0, seed: 0), labelNoise: 0.4,
        hidden: [128, 128], batchSize: 100)
    case .text:
      TaskPlan(
        data: try DataSource.novel.load(testShare: 0.1, seed: 0), hidden: [64, 64],
        batchSize: 64)
    }
  }

  /// What is trained, in two sentences.
  package var summary: String {
    let learned =
      switch subject {
      case .images:
        "10,000 Fashion-MNIST images of 14 × 14 pixels, 40 % of their labels replaced at random; "
          + "layers of 196, 128, 128 and 10; tested on 2,000 images with true labels."
      case .text:
        "The next character of Pride and Prejudice from the 8 before it; two layers of 64 with "
          + "layer norm; tested on 10,000 places in the last tenth of the novel."
      }
    let rates = subject == .images ? "a cosine" : "a line"
    return learned + " \(base == .adam ? "Adam" : "SGD with momentum 0.9"), learning rate "
      + "\(brief(learningRate)) falling along \(rates) to 0; only weights are decayed."
  }

  /// The composition of a run.
  ///
  /// - Parameters:
  ///   - decay: the decay of the policy.
  ///   - steps: the number of steps of the run.
  /// - Returns: the parts.
  package func composition(decay: any DecayPolicy, steps: Int) -> Composition {
    let schedule: any LearningRateSchedule =
      subject == .images
      ? CosineDecay(peak: learningRate, steps: steps)
      : LinearDecay(from: learningRate, steps: steps)
    var composition: Composition =
      base == .adam
      ? .adam(learningRate: schedule) : .sgd(learningRate: schedule, momentum: 0.9)
    composition.decay = decay
    return composition
  }

  private var learningRate: Double { base == .adam ? 3e-3 : 0.1 }
}
