import Descent
import Foundation
import Testing

@Suite struct HeldTests {
  private let early = StableWeightDecay.stable(0.5).until(step: 9)

  @Test func `is equal where type and numbers are`() {
    #expect(early == StableWeightDecay.stable(0.5).until(step: 9))
    #expect(early.hashValue == StableWeightDecay.stable(0.5).until(step: 9).hashValue)
    #expect(early != StableWeightDecay.stable(0.25).until(step: 9))
    // The same number, of another type.
    #expect(early != DecoupledDecay.decoupled(0.5).until(step: 9))
  }

  @Test func `only a catalogue codes it`() throws {
    let error = #expect(throws: RecipeError.self) { try JSONEncoder().encode(early) }
    #expect(
      error?.description == "a part inside a part is coded by a catalogue, and there is none")
    let json = Data(#"{"base": "none", "steps": [1, 9]}"#.utf8)
    #expect(throws: RecipeError.self) { try JSONDecoder().decode(DecayWindow.self, from: json) }
  }

  @Test func `a catalogue of what is inside a part reads what it writes`() throws {
    let sum = early.plus(.stable(0.25)).cautious
    let catalogue = Catalogue(typesIn: sum)
    let back: any DecayPolicy = try catalogue.part(catalogue.value(of: sum))
    #expect(AnyHashable(back) == AnyHashable(sum))
  }

  @Test func `the parts inside are found by the properties that hold them`() {
    let cautious = early.cautious
    #expect(cautious.inner.map { AnyHashable($0) } == [AnyHashable(early)])
    #expect(NoDecay().inner.isEmpty)
    let sum = L2Decay.coupled(1).plus(.l2(2))
    #expect(
      sum.inner.map { AnyHashable($0) } == [
        AnyHashable(L2Decay.coupled(1)), AnyHashable(L2Decay.coupled(2)),
      ])
  }
}
