/// A text in one line: line breaks and other control characters as escapes.
///
/// Names from hostile files can hold anything; a message with them is printed on a terminal.
///
/// - Parameter text: any text.
/// - Returns: the text without control characters.
package func oneLine(_ text: String) -> String {
  var line = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: line += scalar.escaped(asASCII: true)
    default: line.unicodeScalars.append(scalar)
    }
  }
  return line
}
