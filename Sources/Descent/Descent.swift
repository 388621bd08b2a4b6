// One import for everything but the testing product.
@_exported public import Autodiff
@_exported public import Components
// Of the kernels, what models and parts are written with; the rest would fill the reader's namespace.
@_exported public import struct Kernels.StorageSlice
@_exported public import func Kernels.squareRoot
@_exported public import Networks
@_exported public import Optimization
@_exported public import Storing
@_exported public import Training
