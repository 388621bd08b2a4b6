import Foundation

/// The data that ships with the package: it needs no file and no network.
public enum BuiltInData {
  /// Fashion-MNIST at 14 × 14: 10,000 images for training and 2,000 for testing, ten classes.
  ///
  /// The first 1,000 (200) images of each class, halved to 14 × 14 by means of 2 × 2 pixels.
  ///
  /// - Source: Zalando SE, MIT licence; the notice is `fashion-mnist-copyright.txt`, beside the data.
  /// - Throws: `DataError` where the installed resources are damaged.
  public static func fashion() throws(DataError) -> (training: Dataset, test: Dataset) {
    func part(_ name: String) throws(DataError) -> Dataset {
      let images = try path("fmnist14-10k-\(name)-images.idx3")
      let labels = try path("fmnist14-10k-\(name)-labels.idx1")
      return try IDX.read(images: images, labels: labels, classes: 10)
    }
    return (try part("train"), try part("test"))
  }

  /// Jane Austen, *Pride and Prejudice*: 685,000 characters of plain ASCII, 75 distinct.
  ///
  /// - Throws: `DataError` where the installed resource is damaged.
  public static func novel() throws(DataError) -> CharacterText {
    try CharacterText(contentsOf: path("pride-and-prejudice.txt"))
  }

  private static func path(_ name: String) throws(DataError) -> String {
    guard let url = Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Data")
    else { throw DataError(name, .unreadable("missing among the resources; build again")) }
    return url.path
  }
}
