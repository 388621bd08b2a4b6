import Autodiff
import Foundation
import Kernels
import Networks
import Testing

/// What PyTorch makes of layers; `Numbers/make_numbers.py` writes it.
struct RecordedLayers: Decodable {
  struct Array: Decodable {
    let shape: [Int]
    let values: [Float]

    var tensor: Tensor { Tensor(values, shape: shape, requiresGradient: true) }
  }

  struct Layer: Decodable {
    let input: Array
    let result: Array
    let upstream: [Float]
    let inputGradient: [Float]
    let parameters: [String: Array]
    let gradients: [String: [Float]]
  }

  struct BatchNorm: Decodable {
    let batches: [Array]
    let results: [[Float]]
    let runningMean: [Float]
    let runningVariance: [Float]
  }

  let transformerBlock: Layer
  let residual: Layer
  let batchNorm: BatchNorm

  static func load() throws -> RecordedLayers {
    let url = try #require(
      Bundle.module.url(forResource: "Numbers/layers", withExtension: "json"))
    return try JSONDecoder().decode(RecordedLayers.self, from: Data(contentsOf: url))
  }
}

extension RecordedLayers.Layer {
  /// Checks the result and all gradients of a layer that is given the recorded parameters.
  func check(_ layer: some Networks.Layer) throws {
    #expect(Set(layer.parameters.map(\.name)) == Set(parameters.keys))
    for parameter in layer.parameters {
      let recorded = try #require(parameters[parameter.name])
      #expect(parameter.shape == recorded.shape, "\(parameter.name)")
      parameter.value.update(recorded.values)
    }
    let x = input.tensor
    let y = layer(x)
    #expect(y.shape == result.shape)
    expectClose(y.array, result.values, "result")
    (y * Tensor(upstream, shape: y.shape)).sum().backward()
    expectClose(try #require(x.gradient).map(\.self), inputGradient, "gradient by the input")
    for parameter in layer.parameters {
      expectClose(
        try #require(parameter.gradient).map(\.self), try #require(gradients[parameter.name]),
        "gradient by \(parameter.name)")
    }
  }
}

/// Checks numbers to a relative 1e-5 of the largest.
func expectClose(_ ours: [Float], _ theirs: [Float], _ what: String) {
  #expect(ours.count == theirs.count, "\(what)")
  let scale = Swift.max(1, theirs.map(abs).max() ?? 1)
  for (i, (our, their)) in zip(ours, theirs).enumerated() {
    #expect(abs(our - their) <= 1e-5 * scale, "\(what), element \(i): \(our), not \(their)")
  }
}
