internal import KernelShims

/// Multiplies two row-major matrices: c = a·b, or c += a·b.
///
/// ```text
/// c[i, j] = Σₚ a[i, p] b[p, j]
/// ```
///
/// Every element is summed in the order of p, in runs of the same length, whatever the shape: the
/// bits depend neither on the number of threads nor on which rows and columns are computed together.
/// A multiply-add rounds once where the processor has an instruction for it, as x86 processors have since
/// 2013: between those the bits depend neither on which it is nor on the flags of the build.
///
/// ```swift
/// import Kernels
///
/// let a = StorageSlice(copying: [1, 2, 3, 4])
/// let b = StorageSlice(copying: [5, 6])
/// let c = StorageSlice(copying: [0, 0])
/// var result = c.mutableSpan
/// matrixProduct(a.span, b.span, into: &result, rows: 2, columns: 1, inner: 2)
/// // c is [17, 39]
/// ```
///
/// - Parameters:
///   - a: m × k elements; k × m if `transposedA`.
///   - transposedA: whether a is stored as its transpose.
///   - b: k × n elements; n × k if `transposedB`.
///   - transposedB: whether b is stored as its transpose.
///   - c: m × n elements, none of them in a or b.
///   - m: the number of rows of c, in `0...`.
///   - n: the number of columns of c, in `0...`.
///   - k: the number of terms of each element, in `0...`; with 0, c is zero or stays.
///   - accumulate: whether the product is added to c, or written over it.
///   - threads: the largest number of threads to use; a small product uses one.
public func matrixProduct(
  _ a: Span<Float>, transposed transposedA: Bool = false,
  _ b: Span<Float>, transposed transposedB: Bool = false,
  into c: inout MutableSpan<Float>, rows m: Int, columns n: Int, inner k: Int,
  accumulate: Bool = false, threads: Int = processorCount
) {
  matrixProduct(
    a, transposed: transposedA, b, transposed: transposedB, bias: nil, into: &c, rows: m,
    columns: n, inner: k, accumulate: accumulate, threads: threads)
}

/// `matrixProduct` with a bias of n elements, which is added to each row unless the product is
/// accumulated.
package func matrixProduct(
  _ a: Span<Float>, transposed transposedA: Bool, _ b: Span<Float>, transposed transposedB: Bool,
  bias: StorageSlice?, into c: inout MutableSpan<Float>, rows m: Int, columns n: Int,
  inner k: Int, accumulate: Bool = false, threads: Int = processorCount
) {
  require(
    m >= 0 && n >= 0 && k >= 0,
    "matrixProduct: rows, columns and inner must be in 0..., but are \(m), \(n) and \(k)")
  require(
    a.count == m * k && b.count == k * n && c.count == m * n,
    "matrixProduct: \(m)×\(k) times \(k)×\(n) needs \(m * k), \(k * n) and \(m * n) elements, "
      + "but a, b and c have \(a.count), \(b.count) and \(c.count)")
  require(
    bias.map { $0.range.count == n } ?? true,
    "matrixProduct: \(n) columns need as many elements of bias")
  if m == 0 || n == 0 { return }
  if k == 0 {
    if !accumulate { for i in c.indices { c[i] = bias.map { $0.span[i % n] } ?? 0 } }
    return
  }
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
        let block = unsafe MatrixBlock(
          a: MatrixPointer(a, columns: transposedA ? m : k, transposed: transposedA),
          b: MatrixPointer(b, columns: transposedB ? k : n, transposed: transposedB),
          c: c, stride: n, rows: m, columns: n, inner: k, accumulate: accumulate,
          bias: bias.map { unsafe UnsafePointer($0.pointer) })
        block.multiply(threads: threads)
      }
    }
  }
}
