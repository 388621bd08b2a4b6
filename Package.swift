// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Descent",
  products: [
    .library(name: "Descent", targets: ["Descent"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "OptimizationTesting", targets: ["OptimizationTesting"]),
    .library(name: "DistributedTraining", targets: ["DistributedTraining"]),
    .executable(name: "descent", targets: ["DescentCommand"]),
  ],
  traits: [
    .trait(
      name: "MPI", description: "Train on several processes and machines, over a system's MPI.")
  ],
  targets: [
    // The arrows of the architecture: every target knows only targets above it.
    .target(name: "KernelShims"),
    .target(name: "Kernels", dependencies: ["KernelShims"]),
    .target(name: "Autodiff", dependencies: ["Kernels"]),
    .target(name: "Optimization", dependencies: ["Autodiff", "Kernels"]),
    .target(name: "Storing", dependencies: ["Optimization", "Autodiff", "Kernels"]),
    .target(
      name: "OptimizationTesting", dependencies: ["Storing", "Optimization", "Autodiff", "Kernels"]),
    // What ships here is written as an outside author would write it: public contract only.
    .target(
      name: "Components", dependencies: ["Storing", "Optimization", "Autodiff", "Kernels"],
      path: "Plugins", packageAccess: false),
    .target(name: "Networks", dependencies: ["Autodiff", "Kernels"]),
    .target(
      name: "Training",
      dependencies: ["Networks", "Components", "Storing", "Optimization", "Autodiff", "Kernels"],
      resources: [.copy("Data")]),
    // Nothing of it is asked for without the trait: neither header nor library.
    .systemLibrary(
      name: "MPIShims", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    .target(
      name: "DistributedTraining",
      dependencies: [
        "Training", "Storing", "Optimization", "Autodiff", "Kernels",
        .target(name: "MPIShims", condition: .when(traits: ["MPI"])),
      ]),
    .target(
      name: "Studies",
      dependencies: [
        "DistributedTraining", "Training", "Components", "Optimization", "Autodiff", "Kernels",
      ]),
    .target(
      name: "Proofs",
      dependencies: [
        "DistributedTraining", "Training", "OptimizationTesting", "Descent", "Storing", "Kernels",
      ]),
    .target(
      name: "Descent",
      dependencies: [
        "Kernels", "Autodiff", "Optimization", "Storing", "Components", "Networks", "Training",
      ]),
    .executableTarget(
      name: "DescentCommand",
      dependencies: [
        "Descent", "DistributedTraining", "Training", "Studies", "Proofs", "OptimizationTesting",
        "Storing", "Optimization", "Kernels",
      ]
    ),

    .target(name: "AllocationCount", path: "Tests/Support/AllocationCount"),
    .target(
      name: "TestSupport", dependencies: ["Descent", "Training"], path: "Tests/Support/TestSupport"),
    // What a step of each recipe costs beside a plain loop, in an optimized build.
    .executableTarget(
      name: "StepLimits", dependencies: ["AllocationCount", "Descent", "Proofs", "Kernels"],
      path: "Tests/Support/StepLimits"),
    // What a step costs on several ranks, over a link of some speed.
    .executableTarget(
      name: "RankCosts", dependencies: ["Descent", "DistributedTraining", "Training"],
      path: "Tests/Support/RankCosts"),
    .testTarget(name: "KernelsTests", dependencies: ["Kernels", "KernelShims"]),
    .testTarget(
      name: "AutodiffTests", dependencies: ["Autodiff", "Kernels"],
      exclude: ["Numbers/make_numbers.py"], resources: [.copy("Numbers")]),
    .testTarget(
      name: "NetworksTests", dependencies: ["Networks", "Autodiff", "Kernels"],
      exclude: ["Numbers/make_numbers.py"], resources: [.copy("Numbers")]),
    .testTarget(
      name: "OptimizationTests",
      dependencies: [
        "AllocationCount", "Descent", "Kernels", "OptimizationTesting", "Storing", "Optimization",
        "TestSupport",
      ]),
    .testTarget(
      name: "StoringTests",
      dependencies: [
        "Descent", "Kernels", "OptimizationTesting", "Storing", "Optimization", "TestSupport",
      ],
      exclude: ["Checkpoint/Numbers/make_numbers.py"], resources: [.copy("Checkpoint/Numbers")]),
    .testTarget(
      name: "OptimizationTestingTests",
      dependencies: ["OptimizationTesting", "Descent", "Optimization", "Autodiff", "TestSupport"],
      exclude: ["applies.txt", "cases.txt"]),
    .testTarget(
      name: "ComponentsTests", dependencies: ["Descent", "Kernels", "OptimizationTesting"],
      resources: [.copy("Numbers")]),
    .testTarget(
      name: "TrainingTests", dependencies: ["Training", "Descent", "Storing", "TestSupport"],
      exclude: [
        "Charts/axes.txt", "Charts/charts.txt", "Reinforcement/Numbers/make_numbers.py",
        "Reinforcement/agents.txt",
      ],
      resources: [.copy("Reinforcement/Numbers")]),
    .testTarget(
      name: "DistributedTrainingTests",
      dependencies: [
        "DescentCommand", "Studies", "OptimizationTesting", "DistributedTraining", "Training",
        "Descent", "Storing", "Optimization",
      ]),
    .testTarget(
      name: "StudiesTests", dependencies: ["Studies", "Training", "Descent", "TestSupport"],
      exclude: ["Numbers/keep.py", "Reports/everyKind.txt"], resources: [.copy("Numbers")]),
    .testTarget(
      name: "ProofsTests",
      dependencies: ["Proofs", "Training", "Descent", "OptimizationTesting", "TestSupport"],
      exclude: ["Fuzzing/edits.txt", "Fuzzing/tallies.txt"]),
    .testTarget(
      name: "DescentCommandTests",
      dependencies: [
        "DescentCommand", "OptimizationTesting", "Studies", "Training", "Descent", "TestSupport",
      ],
      exclude: ["Transcripts"]),

    // Every `swift` block of the pages and the comments becomes a test.
    .executableTarget(
      name: "DocumentationTestGenerator", path: "Tests/Support/DocumentationTestGenerator"),
    .plugin(
      name: "DocumentationTestPlugin", capability: .buildTool(),
      dependencies: ["DocumentationTestGenerator"], path: "Tests/Support/DocumentationTestPlugin"),
    .testTarget(
      name: "DocumentationTests",
      dependencies: ["Descent", "DistributedTraining", "OptimizationTesting"],
      exclude: ["Cases.md"],
      plugins: ["DocumentationTestPlugin"]),
  ],
  swiftLanguageModes: [.v6]
)

let settings: [SwiftSetting] = [
  // `any P` is spelled out, so that the cost of a dynamic call is seen where it is paid.
  .enableUpcomingFeature("ExistentialAny"),
  // A member comes only from a module that the file imports: the arrows hold for members, too.
  .enableUpcomingFeature("MemberImportVisibility"),
  // An import is an implementation detail unless it says `public`.
  .enableUpcomingFeature("InternalImportsByDefault"),
  // `@_lifetime`, for the views of storage and state that components work on.
  .enableExperimentalFeature("Lifetimes"),
  // Unsafe code has to be spelled; it stays inside `Kernels`.
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

// C has no such settings; the documentation is compiled as its reader would, with Swift 6 alone.
for target in package.targets
where !["AllocationCount", "KernelShims", "DocumentationTests"].contains(target.name)
  && target.type != .plugin && target.type != .system
{
  target.swiftSettings = settings
}
