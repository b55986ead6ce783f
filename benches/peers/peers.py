"""Gradient steps and slices in NumPy, PyTorch and JAX, beside those of basinscope.

Two ways of writing the same work in float64 on all cores:
- "user": the network for one weight vector, and the library's vmap and grad around it;
- "expert": forward and backward pass by hand for this very network, an array a weight over all weight
  vectors, compiled as a whole with many steps in one call.

Before anything is timed, weights after 20 steps and the losses of the slice are compared with each other and
with what basinscope writes. Rates are those of the quickest of several repetitions.
"""

import json
import os
import subprocess
import sys
import tempfile

import jax
import jax.numpy as jnp
import numpy as np
import torch
from timing import best

jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)
torch.set_num_threads(os.cpu_count())

PROGRAM = sys.argv[1]
# seconds that each is repeated
BUDGET = 3.0
VECTORS, RATE, SIDE = 16384, 1e-3, 512

# XOR as in the presets xor-relu and xor-sigmoid: mean cross-entropy of a 2-2-1 network
XOR_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
XOR_Y = np.array([0, 1, 1, 0], float)
# plain numbers, which compilers take for constants
XOR = [(x[0], x[1], y) for x, y in zip(XOR_X.tolist(), XOR_Y.tolist())]


def preset(name):
    """Data of a shipped preset, from its TOML file."""
    import tomllib

    with open(f"presets/{name}.toml", "rb") as file:
        return tomllib.load(file)


# ---------------------------------------------------------------- one network, one weight vector: "user"
def loss_of_one(lib, w, x, y, activation, mean):
    hidden = activation(x @ w[:4].reshape(2, 2).T + w[4:6])
    z = hidden @ w[6:8] + w[8]
    each = lib(z) - y * z
    return each.mean() if mean else each.sum()


TORCH_ACTIVATION = {"relu": torch.relu, "sigmoid": torch.sigmoid}
JAX_ACTIVATION = {"relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}


def torch_user(activation):
    x, y = torch.tensor(XOR_X), torch.tensor(XOR_Y)
    one = lambda w: loss_of_one(torch.nn.functional.softplus, w, x, y, TORCH_ACTIVATION[activation], True)
    gradient = torch.func.vmap(torch.func.grad(one))

    def run(w, steps):
        w = torch.tensor(w)
        for _ in range(steps):
            w = w - RATE * gradient(w)
        return w.numpy()

    return run


def jax_user(activation):
    x, y = jnp.array(XOR_X), jnp.array(XOR_Y)
    one = lambda w: loss_of_one(jax.nn.softplus, w, x, y, JAX_ACTIVATION[activation], True)
    step = jax.jit(lambda w: w - RATE * jax.vmap(jax.grad(one))(w))

    def run(w, steps):
        w = jnp.array(w)
        for _ in range(steps):
            w = step(w)
        return np.asarray(w.block_until_ready())

    return run


# ---------------------------------------------------------------- by hand, an array a weight: "expert"
def step_by_hand(w, activation, sigmoid):
    """One step of all vectors; products with inputs that are 0 or 1 are left out."""
    a, b, c, d, e, f, u, v, o = w
    g = [0.0] * 9
    for x0, x1, y in XOR:
        z1, z2 = e, f
        if x0:
            z1, z2 = z1 + a, z2 + c
        if x1:
            z1, z2 = z1 + b, z2 + d
        h1, h2 = activation(z1), activation(z2)
        delta = (sigmoid(u * h1 + v * h2 + o) - y) * 0.25
        if activation is sigmoid:
            d1, d2 = delta * u * h1 * (1 - h1), delta * v * h2 * (1 - h2)
        else:
            d1, d2 = delta * u * (z1 > 0), delta * v * (z2 > 0)
        g[4], g[5], g[6], g[7], g[8] = g[4] + d1, g[5] + d2, g[6] + delta * h1, g[7] + delta * h2, g[8] + delta
        if x0:
            g[0], g[2] = g[0] + d1, g[2] + d2
        if x1:
            g[1], g[3] = g[1] + d1, g[3] + d2
    return [p - RATE * q for p, q in zip(w, g)]


def torch_expert(activation):
    function = TORCH_ACTIVATION[activation]
    sigmoid = torch.sigmoid

    def ten(w):
        for _ in range(10):
            w = step_by_hand(w, function, sigmoid)
        return w

    compiled = torch.compile(ten, fullgraph=True)

    def run(w, steps):
        w = [torch.tensor(row) for row in np.ascontiguousarray(w.T)]
        for _ in range(steps // 10):
            w = compiled(w)
        return np.stack([row.numpy() for row in w], axis=1)

    return run


def jax_expert(activation):
    function = JAX_ACTIVATION[activation]
    body = lambda _, w: step_by_hand(w, function, jax.nn.sigmoid)
    compiled = jax.jit(lambda w, steps: jax.lax.fori_loop(0, steps, body, w))

    def run(w, steps):
        w = compiled([jnp.array(row) for row in np.ascontiguousarray(w.T)], steps)
        return np.stack([np.asarray(row) for row in w], axis=1)

    return run


# ---------------------------------------------------------------- slices
def slice_task():
    """Data of the ten points, the plane through three of its named points, and the cells' coordinates."""
    toml = preset("sigmoid-ten-points")
    flat = {}
    for point in toml["points"]:
        flat[point["name"]] = np.array(
            [entry for layer in point["layers"] for part in (np.ravel(layer["weights"]), layer["biases"]) for entry in part],
            float,
        )
    return np.array(toml["dataset"]["inputs"], float), np.array(toml["dataset"]["targets"], float), toml, flat


def weights_of_cells(folder):
    """The weight vectors of the cells: basinscope's own coordinates, mapped through its plane."""
    x, y, toml, flat = slice_task()
    out = os.path.join(folder, "slice.npz")
    command = [PROGRAM, "slice", "sigmoid-ten-points", "--size", f"{SIDE}x{SIDE}", "--out", out]
    subprocess.run(command, check=True, capture_output=True)
    ours = np.load(out)
    p, q, r = (flat[name] for name in toml["plane"]["points"])
    first = (q - p) / np.linalg.norm(q - p)
    second = (r - p) - first * ((r - p) @ first)
    second /= np.linalg.norm(second)
    a, b = np.meshgrid(ours["x"], ours["y"])
    cells = p + a.reshape(-1, 1) * first + b.reshape(-1, 1) * second
    return x, y, np.ascontiguousarray(cells), ours["loss"].reshape(-1)


def numpy_slice(w, x, y):
    hidden = 1 / (1 + np.exp(-(np.einsum("nuk,pk->npu", w[:, :4].reshape(-1, 2, 2), x) + w[:, None, 4:6])))
    z = (hidden * w[:, None, 6:8]).sum(-1) + w[:, 8:]
    return (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z).sum(-1)


def torch_slice_user(x, y):
    x, y = torch.tensor(x), torch.tensor(y)
    one = lambda w: loss_of_one(torch.nn.functional.softplus, w, x, y, torch.sigmoid, False)
    return torch.func.vmap(one)


def jax_slice_user(x, y):
    x, y = jnp.array(x), jnp.array(y)
    one = lambda w: loss_of_one(jax.nn.softplus, w, x, y, jax.nn.sigmoid, False)
    return jax.jit(jax.vmap(one))


def slice_by_hand(rows, points, exp, log1p, absolute, clip):
    a, b, c, d, e, f, u, v, o = rows
    total = 0.0
    for x0, x1, target in points:
        z = u / (1 + exp(-(a * x0 + b * x1 + e))) + v / (1 + exp(-(c * x0 + d * x1 + f))) + o
        total = total + clip(z) + log1p(exp(-absolute(z))) - target * z
    return total


def main():
    rng = np.random.default_rng(0)
    start = rng.standard_normal((VECTORS, 9))
    with tempfile.TemporaryDirectory() as folder:
        rates = {}
        for activation in ["relu", "sigmoid"]:
            peers = {
                "JAX, user": jax_user(activation),
                "PyTorch, user": torch_user(activation),
                "JAX, expert": jax_expert(activation),
                "torch.compile, expert": torch_expert(activation),
            }
            ours = []
            for k in range(4):
                path = os.path.join(folder, "start.json")
                with open(path, "w") as file:
                    json.dump(list(start[k]), file)
                command = [PROGRAM, "descend", f"xor-{activation}", "--weights", path, "--optimizer", "gradient-descent"]
                command += ["--learning-rate", str(RATE), "--steps", "20", "--out", os.path.join(folder, "path.npz")]
                subprocess.run(command, check=True, capture_output=True)
                ours.append(np.load(os.path.join(folder, "path.npz"))["weights"][-1])
            for name, peer in peers.items():
                np.testing.assert_allclose(peer(start, 20)[:4], ours, rtol=1e-11, atol=1e-13, err_msg=name)
            for name, peer in peers.items():
                steps = 200 if "expert" in name else 20
                rates[f"gradient steps xor-{activation}", name] = VECTORS * steps / best(lambda: peer(start, steps), BUDGET)
        x, y, cells, ours = weights_of_cells(folder)
        points = [(a, b, c) for (a, b), c in zip(x.tolist(), y.ravel().tolist())]
        y = y.ravel()
        tensor, array = torch.tensor(cells), jnp.array(cells)
        rows = [torch.tensor(row) for row in np.ascontiguousarray(cells.T)]
        jax_rows = [jnp.array(row) for row in np.ascontiguousarray(cells.T)]
        by_hand = torch.compile(
            lambda rows: slice_by_hand(rows, points, torch.exp, torch.log1p, torch.abs, torch.relu), fullgraph=True
        )
        jax_hand = jax.jit(
            lambda rows: slice_by_hand(rows, points, jnp.exp, jnp.log1p, jnp.abs, jax.nn.relu)
        )
        user, jax_user_slice = torch_slice_user(x, y), jax_slice_user(x, y)
        slices = {
            "NumPy": lambda: numpy_slice(cells, x, y),
            "JAX, user": lambda: jax_user_slice(array).block_until_ready(),
            "PyTorch, user": lambda: user(tensor),
            "JAX, expert": lambda: jax_hand(jax_rows).block_until_ready(),
            "torch.compile, expert": lambda: by_hand(rows),
        }
        for name, work in slices.items():
            np.testing.assert_allclose(np.asarray(work()), ours, rtol=1e-9, err_msg=name)
        for name, work in slices.items():
            rates["slice cells sigmoid-ten-points", name] = SIDE * SIDE / best(work, BUDGET)
    report = json.loads(subprocess.run([PROGRAM, "bench", "--json"], check=True, capture_output=True).stdout)
    kernels = {kernel["name"]: kernel["per_second"] for kernel in report["kernels"]}
    print(f"{report['threads']} threads, {report['instructions']}, peak {report['peak_gflops']:.0f} GFLOP/s; all numbers agree")
    print("| million a second (basinscope is so many times faster) | xor-relu steps | xor-sigmoid steps | ten-points slice cells |")
    print("|---|---|---|---|")
    works = ["gradient steps xor-relu", "gradient steps xor-sigmoid", "slice cells sigmoid-ten-points"]
    print("| **basinscope** | " + " | ".join(f"**{kernels[work] / 1e6:.0f}**" for work in works) + " |")
    for name in ["torch.compile, expert", "JAX, expert", "JAX, user", "PyTorch, user", "NumPy"]:
        shown = [
            f"{rates[work, name] / 1e6:.1f} ({kernels[work] / rates[work, name]:.1f}x)" if (work, name) in rates else ""
            for work in works
        ]
        print(f"| {name} | " + " | ".join(shown) + " |")


main()
