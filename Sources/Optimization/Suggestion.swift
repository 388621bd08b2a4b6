/// The candidate that a misspelt word was probably meant to be, or nil where none is near.
///
/// Near is an edit distance (insertions, deletions, replacements, swapped neighbours) of at most a third
/// of the word's length, at least 1; a candidate that begins with the word is near, too.
///
/// - Parameters:
///   - word: what was typed.
///   - candidates: what would have been understood.
/// - Returns: one of the candidates, or nil.
package func suggestion(for word: String, among candidates: [String]) -> String? {
  let limit = Swift.max(1, word.count / 3)
  // The distance is at least the difference in length; words from files can be of any.
  let near = candidates.filter { abs($0.count - word.count) <= limit }
  let nearest = near.map { (candidate: $0, distance: editDistance(word, $0)) }
    .min { $0.distance < $1.distance }
  if let nearest, nearest.distance <= limit { return nearest.candidate }
  return word.count < 2 ? nil : candidates.first { $0.hasPrefix(word) }
}

/// The number of edits that make one word of another.
///
/// - Source: Damerau, Communications of the ACM 7 (1964); optimal string alignment.
/// - Complexity: the product of the lengths.
func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first.lowercased())
  let b = Array(second.lowercased())
  var rows = [Array(0...b.count)]
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      let replaced = rows[i][j] + (a[i] == b[j] ? 0 : 1)
      var best = Swift.min(rows[i][j + 1] + 1, row[j] + 1, replaced)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        best = Swift.min(best, rows[i - 1][j - 1] + 1)
      }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
