"""Three numbers that turn the network's logits into the probability that a passage answers.

    probability = sigmoid(slope * relevance + null * margin + offset)

where the margin is by how much the best span beats "no answer here" in log-probability. Fitted by Newton's method on
examples of one half of the articles held out; the benchmark reports reliability on the other half.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def fit(features: Sequence[tuple[float, float]], answers: Sequence[bool], *, ridge: float = 1e-2) -> dict[str, float]:
    """Logistic regression with a little ridge on the two slopes. Features are (relevance, margin)."""
    table = np.column_stack([np.asarray(features, dtype=np.float64), np.ones(len(features))])
    wanted = np.asarray(answers, dtype=np.float64)
    penalty = np.diag([ridge, ridge, 0.0])
    weights = np.array([1.0, 0.0, 0.0])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        gradient = table.T @ (wanted - chances) - penalty @ weights
        curvature = (table * (chances * (1 - chances))[:, None]).T @ table + penalty
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return {"slope": float(weights[0]), "null": float(weights[1]), "offset": float(weights[2])}
