internal import Foundation
internal import KernelShims

/// The bits of the widest registers that the code was compiled for; 0 where that isn't known.
package let vectorBits = Int(kernel_vector_bits())

/// The commit that was checked out when the package was compiled, by its first twelve digits, whatever was
/// changed since; nil where there is none: outside of a clone, on a branch other than main.
package let builtCommit: String? = {
  let digits = unsafe String(cString: kernel_built_commit()).prefix(while: \.isHexDigit)
  return digits.count < 40 ? nil : String(digits.prefix(12))
}()

/// What the system refuses this process, and what to do about it; nil where a thread can be started and
/// a few files opened.
package func missingResource() -> String? {
  guard kernel_can_start_thread() != 0 else {
    return "no thread can be started; end other processes, or raise ulimit -u"
  }
  let descriptors = (0..<8).map { _ in unsafe open("/dev/null", O_RDONLY | O_CLOEXEC) }
  for descriptor in descriptors where descriptor >= 0 { close(descriptor) }
  return descriptors.contains { $0 < 0 }
    ? "no more files can be opened; close others, or raise ulimit -n" : nil
}

/// Why a file is not even begun to be read: completes "can't be read: …".
///
/// - Parameter count: the number of its bytes.
/// - Returns: nil where the memory of the machine could hold it.
package func tooLarge(toRead count: Int) -> String? {
  let memory = ProcessInfo.processInfo.physicalMemory
  return UInt64(count) > memory
    ? "it has \(count) bytes, more than this machine's \(memory) of memory" : nil
}

/// Why the system refused something that Foundation asked of it: `no space left on device`.
package func systemReason(_ error: any Error) -> String {
  let error = error as NSError
  // What lies beneath may be an error of Swift's, which is no `NSError` until it is made one.
  let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
  guard cause.domain == NSPOSIXErrorDomain else { return "the system doesn't say why" }
  let reason = unsafe String(cString: strerror(Int32(cause.code)))
  return reason.prefix(1).lowercased() + reason.dropFirst()
}
