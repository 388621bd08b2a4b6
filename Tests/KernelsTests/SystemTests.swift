import Foundation
import Kernels
import Testing

@Suite struct SystemTests {
  /// Foundation hands on what the system said as an error of Swift's, or as one of its own.
  @Test(arguments: [POSIXError(.ENOSPC) as any Error, POSIXError(.ENOSPC) as NSError])
  func `what the system says is handed on`(_ cause: any Error) {
    let error = CocoaError(.fileWriteOutOfSpace, userInfo: [NSUnderlyingErrorKey: cause])
    #expect(systemReason(error) == "no space left on device")
  }

  @Test func `a name is a name, and a folder is what it is called`() {
    let paths = ["~/x", "~", ".", "a/", "/"].map { filePath(of: "f", in: $0) }
    #expect(paths == ["~/x/f", "~/f", "f", "a/f", "/f"])
  }
}
