// One import for everything but the testing product.
@_exported public import Autodiff
@_exported public import Components
@_exported public import Kernels
@_exported public import Networks
@_exported public import Optimization
@_exported public import Storing
@_exported public import Training
