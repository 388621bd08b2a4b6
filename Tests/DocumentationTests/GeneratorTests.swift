import Testing

/// What the generator makes of `Cases.md`, and of the comments here.
///
/// ```swift
/// let line = #line
/// #expect(line == 6)
/// ```
@Suite struct GeneratorTests {
  /// ```swift
  /// #expect(#line == 11)
  /// ```
  @Test func `A failure is reported at its place in the page`() async throws {
    try await withKnownIssue {
      try await Tests_DocumentationTests_Cases_md_56()
    } matching: { issue in
      issue.sourceLocation?.fileName == "Cases.md" && issue.sourceLocation?.line == 58
    }
  }

  @Test func `Every block is a function of its own`() async throws {
    let blocks: [() async throws -> Void] = [
      Tests_DocumentationTests_Cases_md_15,
      Tests_DocumentationTests_Cases_md_25,
      Tests_DocumentationTests_Cases_md_36,
      Tests_DocumentationTests_Cases_md_64,
      Tests_DocumentationTests_Cases_md_68,
      Tests_DocumentationTests_GeneratorTests_swift_6,
      Tests_DocumentationTests_GeneratorTests_swift_11,
    ]
    for block in blocks { try await block() }
  }
}
