"""How long work takes."""

import time


def best(work, budget):
    """Seconds of the quickest repetition."""
    least, start = float("inf"), time.perf_counter()
    while time.perf_counter() - start < budget or least == float("inf"):
        before = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - before)
    return least
