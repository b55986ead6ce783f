"""Full-batch gradient steps and slice cells of a 64-100-10 network on 1,797 digits in PyTorch, beside basinscope.

ReLU units, mean softmax cross-entropy, float64, all cores for both. PyTorch as a user writes it: modules with
`torch.optim.SGD` for the steps, `torch.func.vmap` of the loss of one weight vector for the cells. Before anything
is timed, weights after 20 steps and the losses of a slice are compared. Rates are those of the quickest of several
repetitions.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch
from timing import best

torch.set_default_dtype(torch.float64)
torch.set_num_threads(os.cpu_count())

PROGRAM = sys.argv[1]
# seconds that each is repeated
BUDGET = 4.0
SHAPE, RATE, CELLS, SIDE = [64, 100, 10], 1e-3, 64, 4

with gzip.open("src/reproduce/images/data/digits.csv.gz") as file:
    TABLE = np.loadtxt(file, delimiter=",")
INPUTS, CLASSES = TABLE[:, :-1] / 16, TABLE[:, -1].astype(int)
X, Y = torch.tensor(INPUTS), torch.tensor(CLASSES)


def layers_of(w):
    """Weights and biases of both layers, from a flat vector."""
    at = 0
    for inputs, units in zip(SHAPE, SHAPE[1:]):
        yield w[at : at + inputs * units].reshape(units, inputs), w[at + inputs * units : at + (inputs + 1) * units]
        at += (inputs + 1) * units


def loss_of_one(w):
    (first, b), (second, c) = layers_of(w)
    return torch.nn.functional.cross_entropy(torch.relu(X @ first.T + b) @ second.T + c, Y)


class Steps:
    """Gradient descent from a flat vector of weights."""

    def __init__(self, start):
        self.network = torch.nn.Sequential(torch.nn.Linear(64, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10))
        with torch.no_grad():
            for module, (weights, biases) in zip(self.network[::2], layers_of(torch.tensor(start))):
                module.weight.copy_(weights)
                module.bias.copy_(biases)
        self.optimizer = torch.optim.SGD(self.network.parameters(), RATE)

    def run(self, count):
        for _ in range(count):
            self.optimizer.zero_grad()
            torch.nn.functional.cross_entropy(self.network(X), Y).backward()
            self.optimizer.step()

    def weights(self):
        return torch.cat([p.detach().reshape(-1) for p in self.network.parameters()]).numpy()


def preset(points):
    """The experiment as a preset, with a plane through three points."""
    rows = lambda table: "[" + ", ".join(str(list(map(float, row))) for row in table) + "]"
    text = f"[dataset]\ninputs = {rows(INPUTS)}\ntargets = {rows(np.eye(10)[CLASSES])}\n"
    text += f'[network]\nlayers = {SHAPE}\nactivation = "relu"\n[loss]\nkind = "softmax"\nreduction = "mean"\n'
    for name, w in points.items():
        layers = ", ".join(f"{{ weights = {rows(a)}, biases = {list(map(float, b))} }}" for a, b in layers_of(w))
        text += f'[[points]]\nname = "{name}"\nlayers = [{layers}]\n'
    return text + f'[plane]\nkind = "points"\npoints = {list(points)}\n'


def main():
    rng = np.random.default_rng(0)
    count = sum((inputs + 1) * units for inputs, units in zip(SHAPE, SHAPE[1:]))
    points = {name: 0.1 * rng.standard_normal(count) for name in "pqr"}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "digits.toml")
        with open(path, "w") as file:
            file.write(preset(points))
        out = os.path.join(folder, "out.npz")
        command = [PROGRAM, "descend", path, "--point", "p", "--optimizer", "gradient-descent"]
        command += ["--learning-rate", str(RATE), "--steps", "20", "--out", out]
        subprocess.run(command, check=True, capture_output=True)
        steps = Steps(points["p"])
        steps.run(20)
        np.testing.assert_allclose(np.load(out)["weights"][-1], steps.weights(), rtol=1e-11, atol=1e-13)
        command = [PROGRAM, "slice", path, "--size", f"{SIDE}x{SIDE}", "--out", out]
        subprocess.run(command, check=True, capture_output=True)
        ours = np.load(out)
        p, q, r = points.values()
        first = (q - p) / np.linalg.norm(q - p)
        second = (r - p) - first * ((r - p) @ first)
        second /= np.linalg.norm(second)
        a, b = np.meshgrid(ours["x"], ours["y"])
        cells = torch.tensor(p + a.reshape(-1, 1) * first + b.reshape(-1, 1) * second)
        many = torch.func.vmap(loss_of_one)
        np.testing.assert_allclose(many(cells).numpy(), ours["loss"].reshape(-1), rtol=1e-11)
    cells = torch.tensor(p + 0.1 * rng.standard_normal((CELLS, count)))

    def twenty():
        steps.run(20)

    ours = [[], []]
    theirs = [[], []]
    # by turns, since other work on the machine may disturb either
    for _ in range(3):
        theirs[0].append(20 / best(twenty, BUDGET))
        theirs[1].append(CELLS / best(lambda: many(cells), BUDGET))
        report = json.loads(subprocess.run([PROGRAM, "bench", "--json"], check=True, capture_output=True).stdout)
        kernels = {kernel["name"]: kernel["per_second"] for kernel in report["kernels"]}
        ours[0].append(kernels["gradient steps digits 64-100-10"])
        ours[1].append(kernels["slice cells digits 64-100-10"])
    print(f"{report['threads']} threads, {report['instructions']}; all numbers agree")
    print("| 64-100-10 on 1,797 digits | basinscope | PyTorch | basinscope is faster by |")
    print("|---|---|---|---|")
    for name, own, other in zip(["full-batch steps a second", "slice cells a second"], ours, theirs):
        print(f"| {name} | {max(own):.0f} | {max(other):.0f} | {max(own) / max(other):.2f}x |")


main()
