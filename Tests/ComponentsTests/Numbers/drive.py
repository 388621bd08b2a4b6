"""The drive: parameters, gradients and learning rates that every case shares.

drive.json, written by `make_numbers.py drive`:

    { "steps": 10,
      "parameters": [ { "name": "a", "shape": [5], "start": [...] }, ... ],
      "gradients": { "1": { "a": [...], ... }, ..., "10": { ... } },
      "learningRateMultipliers": { "changing": [...], "constant": [...] } }

Arrays are flat, row-major. Every start value and gradient is a 32-bit float, written exactly.
With i the running index over all elements of all parameters, counted from 0:

    start(i)       = (2 ((37 i) mod 64) - 63) / 64
    gradient(t, i) = 0.3 start(i) + sin(0.7 t + 0.5 i) (1 + 0.1 (i mod 3))        t = 1 ... 10

The gradients depend on no optimizer: what an optimizer does with them is all that a case shows.
"""

import numpy

STEPS = 10
RECORDED_STEPS = (1, 2, 3, 10)
SHAPES = {"a": (5,), "b": (2, 3), "c": (4, 4), "d": (3, 2, 2, 2), "e": (1,)}

CHANGING = (1, 1, 0.5, 0.5, 0.25, 1, 0.8, 0.6, 0.4, 0.2)
CONSTANT = (1,) * STEPS


def group(name, parameters, learning_rate=1.0, decay=1.0):
    """A parameter group and its multipliers of the learning rate and of the decay."""
    return {
        "name": name,
        "learningRateMultiplier": learning_rate,
        "decayMultiplier": decay,
        "parameters": list(parameters),
    }


TWO_GROUPS = (group("first", "abc"), group("second", "de", learning_rate=0.5, decay=0.0))
UNEQUAL_DECAY = (group("first", "abc"), group("second", "de", learning_rate=0.5, decay=2.0))
ONE_GROUP = (group("only", "abcde"),)
MATRICES = (group("first", "b"), group("second", "c", learning_rate=0.5, decay=0.0))


def indices():
    """The running index of every element, parameter by parameter."""
    first = 0
    for name, shape in SHAPES.items():
        count = int(numpy.prod(shape))
        yield name, shape, numpy.arange(first, first + count, dtype=numpy.float64)
        first += count


def _start(index):
    return (2 * ((37 * index) % 64) - 63) / 64


def starts():
    """The weights before the first step: name to array of doubles."""
    return {name: _start(index).reshape(shape) for name, shape, index in indices()}


def gradients(step):
    """The gradients of one step, counted from 1: name to array of doubles that are floats."""
    result = {}
    for name, shape, index in indices():
        wave = numpy.sin(0.7 * step + 0.5 * index) * (1 + 0.1 * (index % 3))
        value = (0.3 * _start(index) + wave).astype(numpy.float32)
        result[name] = value.astype(numpy.float64).reshape(shape)
    return result


def document():
    """The content of drive.json."""
    return {
        "steps": STEPS,
        "parameters": [
            {"name": name, "shape": list(value.shape), "start": value.ravel().tolist()}
            for name, value in starts().items()
        ],
        "gradients": {
            str(step): {name: value.ravel().tolist() for name, value in gradients(step).items()}
            for step in range(1, STEPS + 1)
        },
        "learningRateMultipliers": {"changing": list(CHANGING), "constant": list(CONSTANT)},
    }
