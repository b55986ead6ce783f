#!/usr/bin/env python3
"""Checks a proof about the ten points (A1) with Arb's ball arithmetic, which shares nothing with ours.

    basinscope certify sigmoid-ten-points --out proof.json
    pip install python-flint
    python tests/certify_a1.py proof.json

With --own-data after it, the same for any data set of a 2-2-1 sigmoid network with cross-entropy, such as a hit of
`basinscope hunt --loss cross-entropy`; the data are then those of the file.

From the file come the claims (centre, radius, eigenvalue bounds, loss) and the floating-point matrices
that were found by search; data, network and loss are written down here again. Derivatives come from
second-order forward differentiation instead of a backward pass; that the Hessian minus the lower eigenvalue
bound is positive definite all over the box from a congruence with a Cholesky factor and Gershgorin's discs
(the box is cut into parts where needed); the eigenvalue at the centre from Arb's own eigenvalue enclosures.
"""

import json
import sys
from fractions import Fraction

from flint import acb_mat, arb, arb_mat, ctx, fmpq

ctx.prec = 160
INPUTS = ["2.8 0.4", "3.1 4.3", "0.1 -3.4", "-4.2 -3.3", "-0.5 0.2",
          "-2.7 -0.4", "-3 -4.3", "-0.1 3.4", "4.2 3.2", "0.4 -0.1"]
TARGETS = [1] * 5 + [0] * 5
N = 9


def rational(text):
    fraction = Fraction(text)
    return arb(fmpq(fraction.numerator, fraction.denominator))


class Second:
    """A number with its gradient and Hessian with respect to the nine weights."""

    def __init__(self, value, gradient=None, hessian=None):
        self.value = value
        self.gradient = gradient or [arb(0)] * N
        self.hessian = hessian or [[arb(0)] * N for _ in range(N)]

    def combine(self, other, value, a, b, ab):
        """f(self, other) with first derivatives a, b and the mixed second derivative ab."""
        g = [a * x + b * y for x, y in zip(self.gradient, other.gradient)]
        h = [[a * self.hessian[i][j] + b * other.hessian[i][j]
              + ab * (self.gradient[i] * other.gradient[j] + other.gradient[i] * self.gradient[j])
              for j in range(N)] for i in range(N)]
        return Second(value, g, h)

    def __add__(self, other):
        return self.combine(other, self.value + other.value, arb(1), arb(1), arb(0))

    def __mul__(self, other):
        return self.combine(other, self.value * other.value, other.value, self.value, arb(1))

    def apply(self, value, first, second):
        g = [first * x for x in self.gradient]
        h = [[first * self.hessian[i][j] + second * self.gradient[i] * self.gradient[j]
              for j in range(N)] for i in range(N)]
        return Second(value, g, h)

    def sigmoid(self):
        s = 1 / (1 + (-self.value).exp())
        return self.apply(s, s * (1 - s), s * (1 - s) * (1 - 2 * s))

    def softplus(self):
        s = 1 / (1 + (-self.value).exp())
        return self.apply((1 + self.value.exp()).log(), s, s * (1 - s))


def loss(weights):
    """Sum of softplus(z) - y z over the points, as a Second."""
    w = [Second(x, [arb(int(i == j)) for j in range(N)]) for i, x in enumerate(weights)]
    total = Second(arb(0))
    for text, target in zip(INPUTS, TARGETS):
        x, y = (Second(rational(t)) for t in text.split())
        hidden = [(w[2 * u] * x + w[2 * u + 1] * y + w[4 + u]).sigmoid() for u in range(2)]
        z = w[6] * hidden[0] + w[7] * hidden[1] + w[8]
        total = total + z.softplus() + Second(arb(-target)) * z
    return total


def cuboid(centre, radius, sides):
    return [arb(c, radius * s) for c, s in zip(centre, sides, strict=True)]


def one_critical_point(centre, radius, sides, inverse):
    """Krawczyk's test."""
    points = [arb(c) for c in centre]
    gradient = arb_mat(N, 1, loss(points).gradient)
    hessian = arb_mat(loss(cuboid(centre, radius, sides)).hessian)
    y = arb_mat([[arb(v) for v in row] for row in inverse])
    spread = (arb_mat([[arb(int(i == j)) for j in range(N)] for i in range(N)]) - y * hessian)
    image = spread * arb_mat(N, 1, [arb(0, radius * s) for s in sides]) - y * gradient
    return all(abs(image[i, 0]).upper() < arb(radius * s) for i, s in enumerate(sides))


def cholesky_inverse(middle):
    """The inverse of the lower Cholesky factor, in floating point."""
    a = [[float(middle[i, j].mid()) for j in range(N)] for i in range(N)]
    factor = [[0.0] * N for _ in range(N)]
    for i in range(N):
        for j in range(i + 1):
            rest = a[i][j] - sum(factor[i][k] * factor[j][k] for k in range(j))
            factor[i][j] = rest ** 0.5 if i == j else rest / factor[j][j]
    inverse = [[0.0] * N for _ in range(N)]
    for j in range(N):
        for i in range(j, N):
            rest = float(i == j) - sum(factor[i][k] * inverse[k][j] for k in range(j, i))
            inverse[i][j] = rest / factor[i][i]
    return inverse


def positive_definite(matrix, middle):
    """By a congruence with a regular triangular matrix, and Gershgorin's discs."""
    inverse = cholesky_inverse(middle)
    assert all(inverse[i][i] != 0 and inverse[i][i] == inverse[i][i] for i in range(N))
    factor = arb_mat([[arb(x) for x in row] for row in inverse])
    congruent = factor * matrix * factor.transpose()
    return all(congruent[i, i] > sum(abs(congruent[i, j]) for j in range(N) if j != i) for i in range(N))


def positive_definite_over(box, shift, depth=0):
    """Whether the Hessian minus shift is positive definite at every point of the box."""
    less = arb_mat([[arb(shift) if i == j else arb(0) for j in range(N)] for i in range(N)])
    matrix = arb_mat(loss(box).hessian) - less
    middle = arb_mat(loss([x.mid() for x in box]).hessian) - less
    if positive_definite(matrix, middle):
        return 1
    if depth == 12:
        raise SystemExit("not positive definite")
    side = depth % N
    half = box[side].rad() / 2
    parts = [box[:side] + [arb(box[side].mid() + sign * half, half)] + box[side + 1:] for sign in (-1, 1)]
    return sum(positive_definite_over(part, shift, depth + 1) for part in parts)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        proof = json.load(file)
    if sys.argv[2:] == ["--own-data"]:
        network = {"layers": [2, 2, 1], "activation": "sigmoid", "output_activation": "identity", "bias": True}
        assert proof["network"] == network and proof["kind"] == "cross-entropy", "another network or loss"
        assert proof["reduction"] == "sum" and Fraction(proof["scale"]) == 1, "another factor"
        INPUTS[:] = [" ".join(row) for row in proof["inputs"]]
        TARGETS[:] = [int(row[0]) for row in proof["targets"]]
    for row, text in zip(proof["inputs"], INPUTS, strict=True):
        assert [Fraction(x) for x in row] == [Fraction(x) for x in text.split()], "other data"
    assert [int(row[0]) for row in proof["targets"]] == TARGETS, "other targets"
    assert proof["verdict"] == "proven-strict-minimum"
    box = proof["evidence"]
    centre, radius, sides = box["centre"], box["radius"], box.get("sides") or [1.0] * N

    tight = box["tight_radius"]
    assert one_critical_point(centre, tight, sides, box["inverse"]), f"no proof at radius {tight}"
    print(f"exactly one critical point within {tight:g} of the centre")
    if one_critical_point(centre, radius, sides, box["inverse"]):
        print(f"exactly one critical point within {radius:g} of the centre")
    else:
        # balls are wider than intervals; but a loss that is convex all over the box has one critical point at most
        print(f"no other one within {radius:g} of it, if what follows is so")

    low, high = box["smallest_eigenvalue"]
    # the box of balls, slightly larger than the cube, covers it
    parts = positive_definite_over(cuboid(centre, radius, sides), low)
    print(f"every eigenvalue of the Hessian is above {low:.6e} all over the box ({parts} parts)")
    eigenvalues = acb_mat(arb_mat(loss([arb(c) for c in centre]).hessian)).eig()
    smallest = min((e.real for e in eigenvalues), key=lambda e: e.mid())
    assert arb(low) < smallest < arb(high), smallest
    print(f"the smallest one at the centre is {smallest.str(12)}, within [{low:.6e}, {high:.6e}]")

    small = loss(cuboid(centre, tight, sides)).value
    claimed = proof["loss"]
    # a point written with a few digits stands for the critical point if its loss is the same, and the
    # loss is convex all over a box that holds both
    point = [rational(w) for w in proof["point"]]
    assert abs(loss(point).value - small).upper() < arb("1e-6") * (1 + small.lower())
    both = [p.union(c) for p, c in zip(point, cuboid(centre, tight, sides), strict=True)]
    parts = positive_definite_over(both, arb(0))
    print(f"the point lies in a box with it where the loss is convex ({parts} parts)")
    at_centre = loss([arb(c) for c in centre]).value
    assert arb(claimed[0]) < at_centre < arb(claimed[1]), at_centre
    print(f"the loss is {small.str(12)} in the small box, {at_centre.str(20)} at its centre")
    better = loss([rational(w) for w in proof["better_point"]]).value
    assert better < arb(claimed[0])
    print(f"the better point has the loss {better.str(15)}: not global")


main()
