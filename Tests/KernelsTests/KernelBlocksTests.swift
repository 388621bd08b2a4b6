import KernelShims
import Kernels
import Testing

/// The innermost loops, for each set of instructions that this processor has.
@Suite struct KernelBlocksTests {
  static let tables = (0..<3).compactMap { index in
    unsafe kernel_blocks_at(index).map { unsafe Table(index: index, loops: $0.pointee) }
  }

  struct Table: CustomTestStringConvertible, @unchecked Sendable {
    let index: Int
    let loops: kernel_blocks

    /// Whether products round a·b + c once: all but those of a build for any x86 processor.
    var isFused: Bool {
      #if arch(x86_64)
        vectorBits > 128 || index > 0
      #else
        vectorBits > 0
      #endif
    }

    func multiplyAdd(_ a: Float, _ b: Float, _ c: Float) -> Float {
      isFused ? c.addingProduct(a, b) : a * b + c
    }

    var testDescription: String { "\(loops.columns) columns" }
  }

  let a = random(6 * 64, seed: 1)
  let b = random(64 * 64, seed: 2)
  let start = random(6 * 64, seed: 3)
  let depth = 37

  @Test("The widest loops are those that are used")
  func usesTheWidest() {
    let used = unsafe kernel_blocks().pointee.columns
    #expect(used == Self.tables.map(\.loops.columns).max())
    #expect(unsafe kernel_blocks_at(-1) == nil && kernel_blocks_at(3) == nil)
  }

  @Test("A block is summed in order, to the last bit", arguments: tables)
  func block(table: Table) {
    let columns = table.loops.columns
    for rows in 1...6 {
      for adds in [false, true] {
        var c = random(6 * columns, seed: 4)
        unsafe table.loops.block(
          rows, a, depth, 1, b, columns, &c, columns, depth,
          adds ? start : nil, 0)
        let expected = (0..<(6 * columns)).map { index in
          let (i, j) = (index / columns, index % columns)
          if i >= rows { return random(6 * columns, seed: 4)[index] }
          let sum = (0..<depth).reduce(Float(0)) {
            table.multiplyAdd(a[i * depth + $1], b[$1 * columns + j], $0)
          }
          return adds ? start[j] + sum : sum
        }
        #expect(c == expected, "\(rows) rows")
      }
    }
  }

  @Test("The places of filters are summed in order, to the last bit", arguments: tables)
  func places(table: Table) {
    let columns = table.loops.columns
    let offsets = (0..<depth).map { $0 * 17 % 91 }
    for rows in 1...6 {
      for adds in [false, true] {
        var c = random(6 * columns, seed: 5)
        let before = c
        unsafe table.loops.places(
          rows, a, depth, b, offsets, &c, columns, depth, adds)
        let expected = before.indices.map { index in
          let (i, j) = (index / columns, index % columns)
          if i >= rows { return before[index] }
          let sum = (0..<depth).reduce(Float(0)) {
            table.multiplyAdd(a[i * depth + $1], b[offsets[$1] + j], $0)
          }
          return adds ? before[index] + sum : sum
        }
        #expect(c == expected, "\(rows) rows")
      }
    }
  }

  @Test("Dot products are summed in sixteen lanes, whatever a register holds", arguments: tables)
  func dots(table: Table) {
    let (maximum, width) = (table.loops.dot_rows, table.loops.dot_places)
    let (offsets, count) = ([0, 5, 300, 1001].prefix(width).map { $0 }, 48)
    for rows in 1...maximum {
      for places in 1...width {
        var c = random(maximum * width, seed: 6)
        let before = c
        unsafe table.loops.dots(
          rows, places, a, count, b, offsets, &c, width, count)
        let expected = before.indices.map { index in
          let (i, p) = (index / width, index % width)
          if i >= rows || p >= places { return before[index] }
          var lanes = [Float](repeating: 0, count: 16)
          for j in 0..<count {
            lanes[j % 16] = table.multiplyAdd(
              a[i * count + j], b[offsets[p] + j], lanes[j % 16])
          }
          while lanes.count > 1 {
            let half = lanes.count / 2
            lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
          }
          return before[index] + lanes[0]
        }
        #expect(c == expected, "\(rows) rows, \(places) places")
      }
    }
  }

  @Test("Lines and transposes are copied to their places", arguments: tables)
  func copies(table: Table) {
    let columns = table.loops.columns
    var lines = random(7 * columns, seed: 7)
    unsafe table.loops.copy_lines(b, columns + 3, &lines, 6)
    let copied = (0..<(6 * columns)).map { b[$0 / columns * (columns + 3) + $0 % columns] }
    #expect(lines == copied + random(7 * columns, seed: 7).suffix(columns))

    var turned = random(24 * 20, seed: 8)
    let before = turned
    unsafe table.loops.transpose(b, 29, &turned, 20, 16, 24)
    let expected = before.indices.map { index in
      let (p, i) = (index / 20, index % 20)
      return i < 16 ? b[i * 29 + p] : before[index]
    }
    #expect(turned == expected)
  }

  @Test("Sums go to sixteen lanes, and round each term and sum", arguments: tables)
  func sums(table: Table) {
    let center = Double(Float(0.3))
    // Of several magnitudes, because a sum of few that are alike is exact in any order.
    let magnitudes: [Float] = [1, 3e3, 1e-4, 7e6, 2e-7]
    let a = self.a.indices.map { self.a[$0] * magnitudes[$0 % 5] }
    let b = self.b.indices.map { self.b[$0] * magnitudes[$0 % 3] }
    for count in 0...49 {
      func added(_ term: (Int) -> Double) -> Double {
        var lanes = [Double](repeating: 0, count: 16)
        for i in 0..<(count / 16 * 16) { lanes[i % 16] += term(i) }
        while lanes.count > 1 {
          let half = lanes.count / 2
          lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
        }
        return lanes[0] + (count / 16 * 16..<count).reduce(0) { $0 + term($1) }
      }
      let (x, y) = (a.map(Double.init), b.map(Double.init))
      unsafe #expect(table.loops.sum(a, count) == added { x[$0] })
      unsafe #expect(table.loops.squares(a, count) == added { x[$0] * x[$0] })
      unsafe #expect(
        table.loops.squared_distances(a, center, count)
          == added {
            (x[$0] - center) * (x[$0] - center)
          })
      unsafe #expect(
        table.loops.products(a, b, center, count) == added { x[$0] * (y[$0] - center) })
    }
  }

  @Test("Functions of elements have the bits of those of numbers", arguments: tables)
  func functions(table: Table) {
    for count in [0, 1, 15, 16, 17, 300] {
      let x = (0..<300).map { Float($0 - 150) * 0.71 }
      var (powers, values, slopes) = (x, x, x)
      unsafe table.loops.exponentiate(&powers, count)
      unsafe table.loops.gelu(x, &values, count)
      unsafe table.loops.gelu_pullback(x, b, &slopes, count)
      for i in 0..<count {
        let distribution = kernel_normal_distribution(x[i])
        let density = kernel_normal_density(x[i])
        #expect(powers[i] == exponential(x[i]))
        #expect(values[i] == x[i] * distribution)
        #expect(slopes[i] == b[i] * (x[i] * density + distribution))
      }
      for untouched in [powers, values, slopes] { #expect(untouched[count...] == x[count...]) }
    }
  }

  @Test("Runs are copied or added, near and apart, with an offset", arguments: tables)
  func runs(table: Table) {
    for (fromStep, toStep) in [(1, 1), (2, 1), (1, 3)] {
      for adds in [false, true] {
        var to = random(3 * 120, seed: 9)
        let before = to
        unsafe table.loops.copy_runs(
          3, b, 90, fromStep, &to, 120, toStep, 37, 0.25, adds)
        let expected = before.indices.map { index in
          let (row, column) = (index / 120, index % 120)
          guard column % toStep == 0, column / toStep < 37 else { return before[index] }
          let x = b[row * 90 + column / toStep * fromStep] + 0.25
          return adds ? before[index] + x : x
        }
        #expect(to == expected, "\(fromStep) to \(toStep)")
      }
    }
  }
}

/// The same numbers for the same seed.
private func random(_ count: Int, seed: UInt64) -> [Float] {
  let slice = numbers(count, seed: seed)
  return slice.range.indices.map { slice.span[$0] }
}
