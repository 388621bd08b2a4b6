/// Attention of each position to itself and to what comes before it, by several heads.
///
/// ```text
/// y = softmax(mask(Q Kᵀ / √width)) V        for each text and head
/// ```
///
/// Queries, keys and values are read where a projection has left them, and scores are held for 32 rows
/// at a time: for the pullback, only the logarithm of what each row was divided by is kept. Texts and
/// heads are worked off in parallel, each by one thread: no bit depends on the number of threads.
package struct CausalAttention: Sendable {
  /// The number of texts.
  let batch: Int
  /// The number of positions of a text.
  let length: Int
  /// The number of heads.
  let heads: Int
  /// The number of elements of a query, a key or a value.
  let width: Int

  /// - Parameters:
  ///   - batch: the number of texts, in `1...`.
  ///   - length: the number of positions of a text, in `1...`.
  ///   - heads: the number of heads, in `1...`.
  ///   - width: the number of elements of a query, a key or a value, in `1...`.
  package init(batch: Int, length: Int, heads: Int, width: Int) {
    (self.batch, self.length, self.heads, self.width) = (batch, length, heads, width)
  }
}

extension CausalAttention {
  /// Writes what the positions attend to.
  ///
  /// - Parameters:
  ///   - projection: queries, keys and values, of shape `[batch, length, 3, heads, width]`.
  ///   - results: of shape `[batch, length, heads, width]`.
  ///   - normalizers: the logarithm of the divisor of each row, of shape `[batch, heads, length]`.
  ///   - threads: the largest number of threads.
  package func apply(
    _ projection: StorageSlice, into results: StorageSlice, normalizers: StorageSlice,
    threads: Int = processorCount
  ) {
    check(projection, results, normalizers)
    forEachHead(arrays: 1, threads: threads) { head, room in
      let scores = room.scores(0)
      let (queries, keys, values) = head.parts(of: projection)
      for rows in head.blocksOfRows {
        room.multiply(
          queries.from(rows.lowerBound), keys.transposed, into: scores, rows: rows.count,
          columns: rows.upperBound, inner: width)
        for row in rows {
          var normalizer = head.normalizer(of: row, in: normalizers).mutableSpan
          var score = room.row(row - rows.lowerBound, of: 0, count: rows.upperBound)
          normalizer[0] = softmax(&score, visible: row + 1)
        }
        room.multiply(
          scores, values, into: head.results(results).from(rows.lowerBound), rows: rows.count,
          columns: width, inner: rows.upperBound)
      }
    }
  }

  /// Writes the gradient by the projection.
  ///
  /// ```text
  /// S̄ = P ∘ (Ȳ Vᵀ − (ȳ · y of each row)) / √width        Q̄ = S̄ K   K̄ = S̄ᵀ Q   V̄ = Pᵀ Ȳ
  /// ```
  ///
  /// - Parameters:
  ///   - upstream: the gradient by the results.
  ///   - results: what `apply` has written for the projection.
  ///   - normalizers: what it has written there.
  ///   - projection: queries, keys and values.
  ///   - gradient: the gradient to write.
  ///   - threads: the largest number of threads.
  package func pull(
    _ upstream: StorageSlice, results: StorageSlice, normalizers: StorageSlice,
    projection: StorageSlice, into gradient: StorageSlice, threads: Int = processorCount
  ) {
    check(projection, results, normalizers)
    check(gradient, upstream, normalizers)
    forEachHead(arrays: 2, threads: threads) { head, room in
      let (shares, slopes) = (room.scores(0), room.scores(1))
      let (queries, keys, values) = head.parts(of: projection)
      let into = head.parts(of: gradient)
      // The last rows see all positions, and write what the others add to.
      for rows in head.blocksOfRows.reversed() {
        let (first, count) = (rows.lowerBound, rows.upperBound)
        let g = head.results(upstream).from(first)
        let isFirst = count == length
        room.multiply(
          queries.from(first), keys.transposed, into: shares, rows: rows.count, columns: count,
          inner: width)
        room.multiply(
          g, values.transposed, into: slopes, rows: rows.count, columns: count, inner: width)
        for row in rows {
          var share = room.row(row - first, of: 0, count: count)
          var slope = room.row(row - first, of: 1, count: count)
          let mean = dotProduct(
            head.result(row, of: upstream).span, head.result(row, of: results).span)
          pullScores(
            &share, &slope, normalizer: head.normalizer(of: row, in: normalizers).span[0],
            mean: Float(mean), visible: row + 1)
        }
        room.multiply(
          slopes, keys, into: into.queries.from(first), rows: rows.count, columns: width,
          inner: count)
        room.multiply(
          slopes.transposed, queries.from(first), into: into.keys, rows: count, columns: width,
          inner: rows.count, accumulate: !isFirst)
        room.multiply(
          shares.transposed, g, into: into.values, rows: count, columns: width, inner: rows.count,
          accumulate: !isFirst)
      }
    }
  }

  private func check(
    _ projection: StorageSlice, _ results: StorageSlice, _ normalizers: StorageSlice
  ) {
    let count = batch * length * heads
    require(
      projection.range.count == 3 * count * width && results.range.count == count * width
        && normalizers.range.count == count,
      "CausalAttention: projection, results and normalizers need \(3 * count * width), "
        + "\(count * width) and \(count) elements, but have \(projection.range.count), "
        + "\(results.range.count) and \(normalizers.range.count)")
  }
}

extension CausalAttention {
  /// 1 / √width, by which scores are multiplied.
  private var factor: Float { 1 / Float(width).squareRoot() }

  /// Makes a row of scores a row of shares, of which what is not visible is 0.
  ///
  /// - Returns: the logarithm of the divisor.
  private func softmax(_ scores: inout MutableSpan<Float>, visible: Int) -> Float {
    let factor = factor
    let largest = maximum(scores.span.extracting(0..<visible))
    for i in 0..<visible { scores[i] = factor * (scores[i] - largest) }
    exponentiate(&scores, first: visible)
    let divisor = sum(scores.span.extracting(0..<visible))
    let share = Float(1 / divisor)
    for i in 0..<visible { scores[i] *= share }
    for i in visible..<scores.count { scores[i] = 0 }
    return factor * largest + logarithm(Float(divisor))
  }

  /// Makes a row of scores a row of shares, and the gradient by the shares one by the scores.
  private func pullScores(
    _ shares: inout MutableSpan<Float>, _ slopes: inout MutableSpan<Float>, normalizer: Float,
    mean: Float, visible: Int
  ) {
    let factor = factor
    for i in 0..<visible { shares[i] = factor * shares[i] - normalizer }
    exponentiate(&shares, first: visible)
    for i in 0..<visible { slopes[i] = factor * shares[i] * (slopes[i] - mean) }
    for i in visible..<shares.count {
      shares[i] = 0
      slopes[i] = 0
    }
  }
}

extension CausalAttention {
  /// Runs `body` for each head of each text, with room for blocks of scores.
  private func forEachHead(
    arrays: Int, threads: Int, _ body: @Sendable (AttentionHead, AttentionRoom) -> Void
  ) {
    let work = batch * heads * length * length * width
    let threads = Swift.max(1, Swift.min(threads, work / MatrixBlock.smallestShare))
    forEachInParallel(count: batch * heads, threads: threads) { index in
      let head = AttentionHead(attention: self, text: index / heads, head: index % heads)
      Workspace.withBorrowed(count: arrays * AttentionHead.rowsAtATime * length) { block in
        PackedPanels.withBorrowed { panels in
          body(head, AttentionRoom(block: block, panels: panels, length: length))
        }
      }
    }
  }
}
