#!/usr/bin/env python3
"""Checks a proof about copied tanh units with Arb's ball arithmetic, which shares nothing with ours.

    basinscope generate split narrow.toml --unit 0 --share 1/3 --out wide.toml
    basinscope certify wide.toml --point split --out proof.json
    pip install python-flint
    python tests/certify_twin.py proof.json

For one hidden layer of tanh units, one linear output and the squared error. From the file come the data, the
point, which units are copies, and for a saddle the direction. The critical point of the narrow network is
enclosed by an interval Newton step of this script; derivatives are written out by hand.
"""

import json
import sys
from fractions import Fraction

from flint import arb, arb_mat, ctx, fmpq

ctx.prec = 200


def rational(text):
    fraction = Fraction(text)
    return arb(fmpq(fraction.numerator, fraction.denominator))


class Net:
    def __init__(self, proof, hidden):
        shape = proof["network"]
        assert shape["activation"] == "tanh" and shape["output_activation"] == "identity"
        assert len(shape["layers"]) == 3 and shape["layers"][2] == 1 and proof["kind"] == "squared"
        self.bias, self.d, self.h = shape["bias"], shape["layers"][0], hidden
        self.x = [[rational(x) for x in row] for row in proof["inputs"]]
        self.y = [rational(row[0]) for row in proof["targets"]]
        self.factor = rational(proof["scale"]) / (len(self.x) if proof["reduction"] == "mean" else 1)
        self.count = hidden * (self.d + self.bias) + hidden + self.bias

    def incoming(self, j):
        own = list(range(j * self.d, (j + 1) * self.d))
        return own + ([self.h * self.d + j] if self.bias else [])

    def outgoing(self, j):
        return self.h * (self.d + self.bias) + j

    def derivatives(self, w):
        """Gradient and Hessian of the loss."""
        n = self.count
        gradient, hessian = [arb(0)] * n, [[arb(0)] * n for _ in range(n)]
        for x, y in zip(self.x, self.y):
            x1 = x + ([arb(1)] if self.bias else [])
            out, slope, bend = (w[-1] if self.bias else arb(0)), [arb(0)] * n, {}
            if self.bias:
                slope[-1] = arb(1)
            for j in range(self.h):
                rows, v = self.incoming(j), w[self.outgoing(j)]
                t = sum((w[a] * b for a, b in zip(rows, x1)), arb(0)).tanh()
                first = 1 - t * t
                out += v * t
                slope[self.outgoing(j)] = t
                for a, p in zip(rows, x1):
                    slope[a] = v * first * p
                    bend[a, self.outgoing(j)] = bend[self.outgoing(j), a] = first * p
                    for b, q in zip(rows, x1):
                        bend[a, b] = -2 * v * t * first * p * q
            r = 2 * self.factor * (out - y)
            for a in range(n):
                gradient[a] += r * slope[a]
                for b in range(n):
                    hessian[a][b] += 2 * self.factor * slope[a] * slope[b] + r * bend.get((a, b), arb(0))
        return gradient, hessian


def middle(balls):
    return [arb(b.mid()) for b in balls]


def critical_point(net, start):
    """A box with exactly one critical point, by Newton's method and one interval Newton step."""
    at = [arb(x) for x in start]
    for _ in range(12):
        gradient, hessian = net.derivatives(at)
        step = arb_mat(hessian).inv() * arb_mat([[g] for g in gradient])
        at = middle([a - step[i, 0] for i, a in enumerate(at)])
    box = [a + arb(0, 1e-30) for a in at]
    _, hessian = net.derivatives(box)
    gradient, _ = net.derivatives(at)
    step = arb_mat(hessian).inv() * arb_mat([[g] for g in gradient])
    image = [a - step[i, 0] for i, a in enumerate(at)]
    assert all(b.contains_interior(i) for b, i in zip(box, image)), "no critical point is enclosed"
    return image


def is_positive_definite(matrix):
    """Sylvester: all leading minors are positive."""
    size = len(matrix)
    return all(arb_mat([row[:k] for row in matrix[:k]]).det() > 0 for k in range(1, size + 1))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        proof = json.load(file)
    twins, point = proof["twins"], [rational(w) for w in proof["point"]]
    wide = Net(proof, proof["network"]["layers"][1])
    narrow = Net(proof, 1 + max(twins["copy_of"]))
    signs = [-1 if m else 1 for m in twins["mirrored"]]
    q = critical_point(narrow, twins["narrow"]["centre"])
    p = [arb(0)] * wide.count
    if wide.bias:
        p[-1] = q[-1]
    for unit, original in enumerate(twins["copy_of"]):
        members = [k for k, other in enumerate(twins["copy_of"]) if other == original]
        whole = sum((signs[k] * point[wide.outgoing(k)] for k in members), arb(0))
        share = signs[unit] * point[wide.outgoing(unit)] / whole
        p[wide.outgoing(unit)] = signs[unit] * share * q[narrow.outgoing(original)]
        for a, b in zip(wide.incoming(unit), narrow.incoming(original)):
            p[a] = signs[unit] * q[b]
    assert all(abs(a - b) < 1e-4 for a, b in zip(p, point)), "the point is not near"
    gradient, hessian = wide.derivatives(p)
    assert all(g.contains(0) and g.rad() < 1e-25 for g in gradient)
    print("one critical point of the narrow network is enclosed, and its copy is one of the wide network")
    firsts = [k for k, c in enumerate(twins["copy_of"]) if c not in twins["copy_of"][:k]]
    left_out = {wide.outgoing(k) for k in range(wide.h) if k not in firsts}
    across = [a for a in range(wide.count) if a not in left_out]
    if proof["verdict"] == "proven-flat-minimum":
        assert is_positive_definite([[hessian[a][b] for b in across] for a in across])
        print("the Hessian's block across the flat set is positive definite: a flat minimum")
    else:
        d = [rational(x) for x in proof["direction"]]
        curve = sum((d[a] * hessian[a][b] * d[b] for a in range(wide.count) for b in range(wide.count)), arb(0))
        if curve < 0:
            print(f"the loss curves down along the direction, {curve.str(6)}: no minimum")
        else:
            # a copy without outgoing weight: the loss falls with the third power of the step
            falls = []
            for t in (1e-3, 1e-4, 1e-5):
                loss = [sum(((o - y) ** 2 for o, y in zip(outputs(wide, [a + s * b for a, b in zip(p, d)]),
                                                          wide.y)), arb(0)) for s in (0, t)]
                falls.append((loss[1] - loss[0]) * wide.factor / arb(t) ** 3)
            assert curve.contains(0) and all(fall < 0 for fall in falls)
            print(f"the loss falls as {falls[-1].str(6)} t^3 along the direction: no minimum")


def outputs(net, w):
    for x in net.x:
        x1 = x + ([arb(1)] if net.bias else [])
        hidden = (sum((w[a] * b for a, b in zip(net.incoming(j), x1)), arb(0)).tanh() * w[net.outgoing(j)]
                  for j in range(net.h))
        yield sum(hidden, w[-1] if net.bias else arb(0))


main()
