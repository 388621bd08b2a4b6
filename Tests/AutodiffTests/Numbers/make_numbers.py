"""Writes operations.json: values and gradients of every operation, computed by PyTorch.

Run with PyTorch 2.13 (CPU): python make_numbers.py
Inputs are single precision; PyTorch computes in double precision, so that what it says is right to
the last digit that is written.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(2011)
cases = []


def numbers(tensor):
    # Nine digits tell every single-precision number from its neighbours.
    return [float(f"{x:.9g}") for x in tensor.detach().to(torch.float32).flatten()]


def add(name, shapes, function, integers=None, low=-2.0, high=2.0, values=None):
    """Records one case; `values` replaces random operands."""
    operands = []
    for i, shape in enumerate(shapes):
        given = values[i] if values and values[i] is not None else None
        if given is None:
            operand = torch.rand(shape, dtype=torch.float32) * (high - low) + low
        else:
            operand = torch.tensor(given, dtype=torch.float32).reshape(shape)
        operands.append(operand.double().requires_grad_())
    result = function(*operands)
    upstream = (torch.rand(result.shape, dtype=torch.float32) + 0.5).double()
    (result * upstream).sum().backward()
    cases.append(
        {
            "name": name,
            "integers": integers or [],
            "operands": [{"shape": list(o.shape), "values": numbers(o)} for o in operands],
            "result": {"shape": list(result.shape), "values": numbers(result)},
            "upstream": numbers(upstream),
            "gradients": [numbers(o.grad) for o in operands],
        }
    )


# Arithmetic
for left, right in [([2, 3], [2, 3]), ([2, 3], [3]), ([3], [2, 3]), ([2, 1], [1, 3]), ([], [2, 2]),
                    ([2, 3, 2], [3, 1])]:
    add("+", [left, right], lambda a, b: a + b)
    add("-", [left, right], lambda a, b: a - b)
    add("*", [left, right], lambda a, b: a * b)
    add("/", [left, right], lambda a, b: a / b, low=0.5)
add("scalars", [[3, 2]], lambda a: (1 - 2 * a) / 4 + 3 / (a + 5) - 1)
add("power 2.5", [[7]], lambda a: a**2.5, low=0.1)
add("power -1", [[7]], lambda a: a**-1.0, low=0.1)
add("squared", [[7]], lambda a: a**2)

# Matrix products
add("product", [[3, 4], [4, 5]], lambda a, b: a @ b)
add("product, left transposed", [[4, 3], [4, 5]], lambda a, b: a.mT @ b)
add("product, right transposed", [[3, 4], [5, 4]], lambda a, b: a @ b.mT)
add("product, both transposed", [[4, 3], [5, 4]], lambda a, b: a.mT @ b.mT)
add("product", [[2, 3, 4], [2, 4, 5]], lambda a, b: a @ b)
add("product", [[2, 3, 4], [4, 5]], lambda a, b: a @ b)
add("product", [[3, 4], [2, 4, 5]], lambda a, b: a @ b)
add("product", [[2, 1, 3, 4], [3, 4, 2]], lambda a, b: a @ b)
add("product, left transposed", [[2, 4, 3], [4, 5]], lambda a, b: a.mT @ b)
add("product, right transposed", [[2, 3, 4], [5, 4]], lambda a, b: a @ b.mT)
add("product, both transposed", [[2, 4, 3], [1, 5, 4]], lambda a, b: a.mT @ b.mT)
add("product, right transposed", [[1, 1], [1, 1]], lambda a, b: a @ b.mT)

# Reductions
add("sum", [[2, 3, 4]], lambda a: a.sum())
add("sum 0", [[2, 3, 4]], lambda a: a.sum(0))
add("sum 1, kept", [[2, 3, 4]], lambda a: a.sum(1, keepdim=True))
add("sum 0 2", [[2, 3, 4]], lambda a: a.sum((0, 2)))
add("mean", [[2, 3, 4]], lambda a: a.mean())
add("mean -1, kept", [[2, 3, 4]], lambda a: a.mean(-1, keepdim=True))
add("variance 1", [[2, 3, 4]], lambda a: a.var(1, correction=0))
add("variance, unbiased", [[2, 3, 4]], lambda a: a.var(correction=1))
add("maximum", [[2, 3, 4]], lambda a: a.amax())
add("maximum 1", [[2, 3, 4]], lambda a: a.amax(1))
add("maximum 0 2, kept", [[2, 3, 4]], lambda a: a.amax((0, 2), keepdim=True))
add("maximum 1", [[2, 3, 1]], lambda a: a.amax(1), values=[[1, 1, 0, 2, 2, 2]])

# Shape
add("reshaped", [[2, 6]], lambda a: a.reshape(3, 4) * 2)
add("permuted 2 0 1", [[2, 3, 4]], lambda a: a.permute(2, 0, 1))
add("permuted 0 2 1 3", [[2, 3, 2, 3]], lambda a: a.permute(0, 2, 1, 3))
add("transposed", [[3, 4]], lambda a: a.mT)
add("slice 1 of 0", [[3, 4]], lambda a: a[1:2])
add("slice 1..<3 of 1", [[3, 4, 2]], lambda a: a[:, 1:3])
add("slices summed", [[3, 4]], lambda a: a[:, 0:2] + a[:, 1:3] * 2 + a[:, 2:4] * 3)
add("concatenate 0", [[2, 3], [1, 3]], lambda a, b: torch.cat([a, b], 0))
add("concatenate -1", [[2, 3], [2, 1], [2, 2]], lambda a, b, c: torch.cat([a, b, c], -1))

# Functions of each element
add("exponential", [[9]], torch.exp)
add("logarithm", [[9]], torch.log, low=0.01)
add("squareRoot", [[9]], torch.sqrt, low=0.01)
add("hyperbolicTangent", [[9]], torch.tanh, low=-4, high=4)
add("sigmoid", [[9]], torch.sigmoid, low=-8, high=8)
add("relu", [[9]], torch.relu, values=[[-2, -1, -0.5, 0, 0, 0.5, 1, 2, 3]])
add("gelu", [[9]], F.gelu, low=-4, high=4)
add("gelu", [[3]], F.gelu, values=[[0, -30, 30]])

# Softmax and losses
add("softmax", [[3, 4]], lambda a: a.softmax(-1), low=-5, high=5)
add("softmax", [[2, 3, 1]], lambda a: a.softmax(-1))
add("softmax", [[3]], lambda a: a.softmax(-1), values=[[1000, 999, -1000]])
add("logSoftmax", [[3, 4]], lambda a: a.log_softmax(-1), low=-5, high=5)
add("logSoftmax", [[3]], lambda a: a.log_softmax(-1), values=[[1000, 999, -1000]])


def causal(scores):
    n = scores.shape[-1]
    hidden = torch.triu(torch.ones(n, n, dtype=torch.bool), 1)
    return scores.masked_fill(hidden, -torch.inf).softmax(-1)


add("causalSoftmax", [[2, 4, 4]], causal)
labels = [3, 0, 2, 2, 1]
add("crossEntropy", [[5, 4]], lambda a: F.cross_entropy(a, torch.tensor(labels)), labels)
add("crossEntropy, smoothed 0.1", [[5, 4]],
    lambda a: F.cross_entropy(a, torch.tensor(labels), label_smoothing=0.1), labels)
add("crossEntropy", [[1, 3]], lambda a: F.cross_entropy(a, torch.tensor([1])), [1],
    values=[[1000, -1000, 0]])
add("meanSquaredError", [[3, 2], [3, 2]], F.mse_loss)
add("huberLoss", [[3, 4], [3, 4]], F.huber_loss)
add("huberLoss 0.25", [[3, 4], [3, 4]], lambda a, b: F.huber_loss(a, b, delta=0.25))
add("embedding", [[4, 3]], lambda a: a[torch.tensor([2, 0, 2, 3, 2])], [2, 0, 2, 3, 2])

# Images
for stride, padding in [(1, 0), (1, 1), (2, 1), (3, 2)]:
    add("convolution", [[2, 2, 5, 6], [3, 2, 3, 3]],
        lambda a, b: F.conv2d(a, b, stride=stride, padding=padding), [stride, padding])
add("convolution", [[1, 3, 2, 2], [2, 3, 1, 1]], lambda a, b: F.conv2d(a, b), [1, 0])
add("convolution", [[1, 1, 1, 2], [1, 1, 3, 4]],
    lambda a, b: F.conv2d(a, b, padding=3), [1, 3])
for window, stride, padding in [(2, 2, 0), (3, 2, 1), (3, 1, 1)]:
    settings = [window, stride, padding]
    add("maximumPooling", [[2, 2, 5, 6]],
        lambda a: F.max_pool2d(a, window, stride, padding), settings)
    add("averagePooling", [[2, 2, 5, 6]],
        lambda a: F.avg_pool2d(a, window, stride, padding), settings)
add("maximumPooling", [[1, 1, 2, 4]], lambda a: F.max_pool2d(a, 2), [2, 2, 0],
    values=[[1, 1, 0, 2, 1, 1, 2, 2]])

# Normalization and attention
add("layerNormalization", [[2, 3, 5], [5], [5]],
    lambda a, w, b: F.layer_norm(a, (5,), w, b))
add("layerNormalization", [[3, 1], [1], [1]], lambda a, w, b: F.layer_norm(a, (1,), w, b))
for shape in [[4, 3], [2, 3, 2, 4]]:
    add("batchNormalization", [shape, [3], [3]],
        lambda a, w, b: F.batch_norm(a, None, None, w, b, training=True))
    add("batchNormalization, evaluation", [shape, [3], [3], [3], [3]],
        lambda a, m, v, w, b: (a - m.reshape(-1, *[1] * (len(shape) - 2)))
        / (v.reshape(-1, *[1] * (len(shape) - 2)) + 1e-5).sqrt()
        * w.reshape(-1, *[1] * (len(shape) - 2)) + b.reshape(-1, *[1] * (len(shape) - 2)), low=0.3)
add("causalAttention", [[2, 3, 4, 5]] * 2 + [[2, 3, 4, 2]],
    lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True))

path = pathlib.Path(__file__).with_name("operations.json")
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(len(cases), "cases")
