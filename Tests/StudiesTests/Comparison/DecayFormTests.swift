import Components
import Optimization
import Testing

@testable import Studies

@Suite struct DecayFormTests {
  @Test(arguments: [
    (0.01, [1e-3, 3e-3, 0.01, 0.03, 0.1]), (0.03, [3e-3, 0.01, 0.03, 0.1, 0.3]),
    (5e-4, [3e-5, 1e-4, 3e-4, 1e-3, 3e-3]), (30.0, [3.0, 10, 30, 100, 300]),
  ])
  func `rates are half decades around the usual one`(rate: Double, rates: [Double]) {
    #expect(DecayForm("form", rate: rate) { .stable($0) }.halfDecades == rates)
  }

  @Test(arguments: [(10, 5), (3, 1), (1, 1)])
  func `early-only decay ends halfway`(steps: Int, last: Int) throws {
    let forms = DecayForm.standard(readsText: false, isAdaptive: true, steps: steps)
    #expect(forms.map(\.name) == ["none", "L2", "decoupled", "early-only", "stable"])
    let early: any DecayPolicy = DecoupledDecay.decoupled(0.5).until(step: last)
    #expect(try AnyHashable(forms[3].decay(0.5)) == AnyHashable(early))
  }

  @Test func `nothing is chosen where there is no rate`() {
    #expect(DecayForm("none") { _ in .none }.halfDecades.isEmpty)
    #expect(DecayForm("zero", rate: 0) { .stable($0) }.halfDecades.isEmpty)
  }
}
