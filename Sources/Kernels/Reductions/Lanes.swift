/// Adds up `term` of every index of `0 ..< count`, in a tree that depends on `count` only.
///
/// Term i belongs to lane i mod 16, and each lane is summed in order: independent sums, so that a
/// processor works on several vectors of them at a time. The lanes are then added in pairs.
@inline(__always) func sumOfTerms(_ count: Int, _ term: (Int) -> Double) -> Double {
  var lanes = SIMD16<Double>.zero
  var start = 0
  while start &+ 16 <= count {
    var terms = SIMD16<Double>.zero
    for lane in 0..<16 { terms[lane] = term(start &+ lane) }
    lanes += terms
    start &+= 16
  }
  for lane in 0..<(count &- start) { lanes[lane] += term(start &+ lane) }
  let eight = lanes.lowHalf + lanes.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}
