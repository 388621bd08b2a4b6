public import Autodiff
public import Kernels

/// Gives each channel mean 0 and variance 1 over the batch, and then a learned scale and shift.
///
/// In training the batch says mean and variance, and running averages of them are kept; inside
/// `evaluating` the running averages are used, inside `measuring` the batch alone, and inside
/// `settling` the batch takes the place of the averages.
///
/// - Source: Ioffe and Szegedy, 2015, <https://arxiv.org/abs/1502.03167>.
/// - Differs: the running variance is the unbiased one, as in PyTorch.
public struct BatchNorm: Normalization {
  /// What the standardized channels are multiplied by, of shape `[channels]`; starts as 1.
  public let weight: Parameter

  /// What is added, of shape `[channels]`; starts as 0.
  public let bias: Parameter

  /// The running average of the mean of each channel, a buffer of the model; starts as 0.
  public let runningMean: StorageSlice

  /// The running average of the variance of each channel, a buffer of the model; starts as 1.
  public let runningVariance: StorageSlice

  /// The share of the newest batch in the running averages.
  public let momentum: Float

  private let sharedEpsilon: SharedEpsilon

  /// PyTorch's.
  public static let names = ["runningMean": "running_mean", "runningVariance": "running_var"]

  /// ε, added to the variance.
  public var epsilon: Float {
    get { sharedEpsilon.value }
    nonmutating set { sharedEpsilon.value = newValue }
  }

  /// Creates a layer; the defaults are PyTorch's.
  ///
  /// - Parameters:
  ///   - channels: the extent of axis 1, in `1...`.
  ///   - momentum: the share of the newest batch in the running averages, in `0...1`.
  ///   - epsilon: ε, added to the variance, in `0...`.
  public init(channels: Int, momentum: Float = 0.1, epsilon: Float = 1e-5) {
    require(channels >= 1, "BatchNorm: channels must be in 1..., but is \(channels)")
    require(
      (0...1).contains(momentum), "BatchNorm: momentum must be in 0...1, but is \(momentum)")
    weight = Parameter("weight", kind: .normalization, [Float](repeating: 1, count: channels))
    bias = Parameter("bias", kind: .normalization, [Float](repeating: 0, count: channels))
    runningMean = StorageSlice(copying: [Float](repeating: 0, count: channels))
    runningVariance = StorageSlice(copying: [Float](repeating: 1, count: channels))
    self.momentum = momentum
    sharedEpsilon = SharedEpsilon(epsilon, "BatchNorm")
  }

  /// The channels, standardized, scaled and shifted.
  ///
  /// - Parameter x: of shape `[batch, channels, …]`; in training with more than one element in a
  ///   channel.
  /// - Returns: a tensor of the same shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let (scale, shift) = (Tensor(weight), Tensor(bias))
    guard Graph.usesBatch else {
      return x.batchNormalization(
        mean: Tensor(sharing: runningMean, shape: [runningMean.count]),
        variance: Tensor(sharing: runningVariance, shape: [runningMean.count]),
        scale: scale, shift: shift, epsilon: epsilon)
    }
    let batch = x.batchNormalization(scale: scale, shift: shift, epsilon: epsilon)
    let count = Float(batch.count)
    require(
      count > 1,
      "BatchNorm: a channel needs more than one element in training; the shape is \(x.shape)")
    if Graph.isTraining || Graph.isSettling {
      average(runningMean, with: batch.mean.value, factor: 1)
      average(runningVariance, with: batch.variance.value, factor: count / (count - 1))
    }
    return batch.result
  }

  private func average(_ running: StorageSlice, with newest: StorageSlice, factor: Float) {
    let newest = newest.span
    var running = running.mutableSpan
    let momentum = Graph.isSettling ? 1 : momentum
    for i in running.indices {
      running[i] = (1 - momentum) * running[i] + momentum * factor * newest[i]
    }
  }
}
