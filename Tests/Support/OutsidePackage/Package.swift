// swift-tools-version: 6.2
import PackageDescription

// Somebody else's package: a part of each role for Descent, which knows nothing of them.
let package = Package(
  name: "OutsidePackage",
  products: [
    .library(name: "OutsideComponents", targets: ["OutsideComponents"])
  ],
  dependencies: [
    .package(name: "Descent", path: "../../..")
  ],
  targets: [
    .target(
      name: "OutsideComponents", dependencies: [.product(name: "Descent", package: "Descent")]),
    .testTarget(
      name: "OutsideComponentsTests",
      dependencies: [
        "OutsideComponents", .product(name: "Descent", package: "Descent"),
        .product(name: "OptimizationTesting", package: "Descent"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
