extension Formula {
  /// t, the number of the step, from 1.
  public static let t = shared("t")

  /// ηₜ, the learning rate of the step with the group's multiplier.
  public static let η = shared("η")

  /// The largest learning rate of the schedule, with the group's multiplier.
  public static let peak = shared("peak")

  /// g, the gradient of an element.
  public static let g = shared("g")

  /// d, the direction of an element.
  public static let d = shared("d")

  /// θ, the value of an element.
  public static let θ = shared("θ")

  /// s, what the moment estimator multiplied its average by to correct for the start.
  public static let s = shared("s")

  /// R, the share of the parameters that the decay takes at this step.
  public static let R = shared("R")

  /// λ, the decay per unit of learning rate, for a part that absorbs it: d ← d + λ·θ.
  public static let λ = shared("λ")

  /// k, the group's multiplier of the decay; a share that reads it is not multiplied by it again.
  public static let multiplier = shared("k")

  /// c, what a transform multiplies the gradient by.
  public static let c = shared("c")

  /// D, how far the start is from the goal, as a schedule estimates it: what the gradient is multiplied
  /// by before the step.
  public static let D = shared("D")

  /// D′, the same estimate with the gradient of the step in it, which is the D of the next.
  public static let nextD = shared("D′")

  /// What the training loop reports, in the lines that a schedule has for it.
  public static let metric = shared("metric")

  /// What the parts make of a gradient of 1 on average.
  public static let gain = shared("gain")

  /// p, what a decay pulls an element by; θ for the usual decay.
  public static let pull = shared("p")

  /// The number of rows of a parameter: the length of its first axis.
  public static let rows = shared("rows")

  /// The number of elements of a row of a parameter.
  public static let columns = shared("columns")

  /// The number of axes of a parameter.
  public static let axes = shared("axes")

  /// A normally distributed number of mean 0 and variance 1, another for each element and step.
  public static let noise = shared("noise")

  /// π.
  public static let π = shared("π")

  /// A symbol that all parts share.
  public static func shared(_ name: String) -> Formula { .symbol(Symbol(name, isShared: true)) }
}

extension Formula {
  private static func call(_ name: String, _ arguments: Formula...) -> Formula {
    .call(Function(name, isMeasured: false), arguments)
  }

  private static func measured(_ name: String, _ arguments: [Formula]) -> Formula {
    .call(Function(name, isMeasured: true), arguments)
  }

  /// The square root.
  public static func root(_ x: Formula) -> Formula { call("√", x) }

  /// The absolute value.
  public static func abs(_ x: Formula) -> Formula { call("abs", x) }

  /// 1, −1 or 0.
  public static func sign(_ x: Formula) -> Formula { call("sign", x) }

  /// The cosine.
  public static func cos(_ x: Formula) -> Formula { call("cos", x) }

  /// The exponential function.
  public static func exp(_ x: Formula) -> Formula { call("exp", x) }

  /// The natural logarithm.
  public static func log(_ x: Formula) -> Formula { call("log", x) }

  /// The arc tangent of a quotient, of a numerator and a denominator.
  public static func arctangent(_ y: Formula, _ x: Formula) -> Formula { call("atan2", y, x) }

  /// The largest whole number that is not above.
  public static func floor(_ x: Formula) -> Formula { call("floor", x) }

  /// The smaller number; not a number where one of them isn't.
  public static func min(_ a: Formula, _ b: Formula) -> Formula { call("min", a, b) }

  /// The larger number; not a number where one of them isn't.
  public static func max(_ a: Formula, _ b: Formula) -> Formula { call("max", a, b) }

  /// The number, or the end of the range that it is beyond.
  public static func clip(_ x: Formula, _ low: Formula, _ high: Formula) -> Formula {
    call("clip", x, low, high)
  }

  /// The mean over all elements of all groups.
  public static func mean(_ x: Formula) -> Formula { measured("mean", [x]) }

  /// The norm over all elements of all groups.
  public static func norm(_ x: Formula) -> Formula { measured("norm", [x]) }

  /// The sum over all elements of all groups.
  public static func sum(_ x: Formula) -> Formula { measured("sum", [x]) }

  /// The sum over the elements of the scope.
  public static func sum(_ x: Formula, over scope: NormScope) -> Formula {
    measured(scope.sumFunction, [x])
  }

  /// The norm over the elements of the scope.
  public static func norm(_ x: Formula, over scope: NormScope) -> Formula {
    measured(scope.normFunction, [x])
  }

  /// The norm over the elements of the parameter.
  public static func parameterNorm(_ x: Formula) -> Formula { measured("parameterNorm", [x]) }

  /// The mean over the elements of the parameter.
  public static func parameterMean(_ x: Formula) -> Formula { measured("parameterMean", [x]) }

  /// The sum over the elements of the parameter.
  public static func parameterSum(_ x: Formula) -> Formula { measured("parameterSum", [x]) }

  /// The norm over the elements of one index of the parameter's first axis.
  public static func rowNorm(_ x: Formula) -> Formula { measured("rowNorm", [x]) }

  /// The mean over the elements of one index of the parameter's first axis.
  public static func rowMean(_ x: Formula) -> Formula { measured("rowMean", [x]) }

  /// 1 where all elements of all groups are finite, else 0.
  public static func finite(_ x: Formula) -> Formula { measured("finite", [x]) }

  /// A function of a part, such as an operation on matrices, that formulas name and don't compute.
  public static func function(_ name: String, _ arguments: Formula...) -> Formula {
    measured(name, arguments)
  }
}
