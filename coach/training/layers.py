"""Gradient descent through the layers of the encoder, in PyTorch (the extra `tuning`)."""

import importlib
import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coach.classifiers.transformer import MATRICES, VECTORS, Table, Weights
from coach.errors import SettingsError

EPOCHS, BATCH = 2, 48
"""Passes over the rows, and rows a step."""
RANK = 32
"""Directions in which a matrix may change."""
FACTOR_RATE, VECTOR_RATE, HEAD_RATE = 8e-4, 3e-4, 2e-3
"""Highest learning rates of the factors and vectors of the last layer, and of the heads."""
FALL = 0.9
"""A layer's rate for each 1 of the layer above, since what lies low is the most general (Howard and Ruder 2018)."""
WARM_UP, DROPOUT, SMOOTHING, DECAY = 0.08, 0.1, 0.1, 0.01
"""Share of steps with a growing rate, dropout, label smoothing (Szegedy et al. 2016) and weight decay of AdamW."""
SCALE = 16.0
"""Length that vectors have before the heads; theirs is 1, which makes for timid probabilities."""
MOVES_WEIGHT = 2.0
"""Weight of the loss on moves beside that on labels."""


class Lesson(NamedTuple):
    """One row: the states in which its pieces enter the first layer, its label's number, and 1 for each move it has."""

    states: NDArray[np.float16]
    label: int
    moves: tuple[float, ...]


class Frame(NamedTuple):
    """What of the encoder stays as it is."""

    heads: int
    smallest: float


def torch_package(seed: int = 1) -> Any:  # noqa: ANN401
    """PyTorch, on one thread so that the same rows give the same layers; raises SettingsError where it is missing."""
    try:
        torch: Any = importlib.import_module("torch")
    except ImportError:
        raise SettingsError("tuning an encoder needs PyTorch; install the extra: pip install coach[tuning]") from None
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    return torch


class _Layer(NamedTuple):
    """A layer's matrices, which stay, the two narrow factors of what is added to each, and its vectors."""

    matrices: dict[str, Any]
    left: dict[str, Any]
    right: dict[str, Any]
    vectors: dict[str, Any]

    def linear(self, functional: Any, name: str, given: Any) -> Any:  # noqa: ANN401
        """What a matrix, with what is added to it, makes of states; without the product of the factors itself."""
        narrow = functional.linear(functional.linear(given, self.right[f"{name}.w"]), self.left[f"{name}.w"])
        return functional.linear(given, self.matrices[f"{name}.w"], self.vectors[f"{name}.b"]) + narrow


def tune_layers(
    layers: Sequence[Weights], lessons: Sequence[Lesson], *, labels: int, frame: Frame, seed: int = 1
) -> dict[str, Table]:
    """What gradient descent on the lessons changes in the layers, by name, and the heads that read labels and moves.

    To each matrix the product of two narrow ones is added, "l<number>.<name>.left" and ".right" (LoRA, Hu et al.
    2021); vectors come whole. The heads, "head" and, where lessons have moves, "moves", each a ".w" and a ".b", read
    vectors of length 1.
    """
    torch = torch_package(seed)
    half = _computes_in_half(torch)
    tuned = [_layer(torch, layer, half=half) for layer in layers]
    width = len(layers[0]["q.b"])
    heads = [
        torch.nn.Linear(width, labels),
        *([torch.nn.Linear(width, len(lessons[0].moves))] if lessons[0].moves else []),
    ]
    optimizer = torch.optim.AdamW(_paced(tuned, heads), weight_decay=DECAY)
    weights = [one for layer in tuned for group in layer[1:] for one in group.values()]
    order = random.Random(seed)  # noqa: S311
    steps = [batch for _ in range(EPOCHS) for batch in _batches(lessons, order)]
    for step, chosen in enumerate(steps, 1):
        pace = min(step / (WARM_UP * len(steps)), (len(steps) - step) / ((1 - WARM_UP) * len(steps)) + 1e-3)
        for group in optimizer.param_groups:
            group["lr"] = group["most"] * pace
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            loss = _loss(torch, tuned, heads, [lessons[number] for number in chosen], frame)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
    found = {name: one.detach().numpy() for n, layer in enumerate(tuned) for name, one in _named(n, layer)}
    for name, head in zip(("head", "moves"), heads, strict=False):
        found |= {f"{name}.w": head.weight.detach().numpy() * SCALE, f"{name}.b": head.bias.detach().numpy()}
    return found


def _computes_in_half(torch: Any) -> bool:  # noqa: ANN401
    """Whether the processor multiplies numbers of 16 bits fast, and this PyTorch can tell."""
    tell = getattr(torch.cpu, "get_capabilities", None)
    return bool(tell and tell().get("avx512_bf16"))


def _layer(torch: Any, weights: Weights, *, half: bool) -> _Layer:  # noqa: ANN401
    """A layer at which nothing has changed yet: the left factors are 0. With `half`, matrices are kept in 16 bits."""
    high = {name: weights[name].shape for name in MATRICES}
    kept = torch.bfloat16 if half else torch.float32
    return _Layer(
        matrices={name: torch.from_numpy(weights[name]).to(kept) for name in MATRICES},
        left={name: torch.nn.Parameter(torch.zeros(rows, RANK)) for name, (rows, _) in high.items()},
        right={name: torch.nn.Parameter(torch.randn(RANK, width) / width**0.5) for name, (_, width) in high.items()},
        vectors={name: torch.nn.Parameter(torch.from_numpy(weights[name].copy())) for name in VECTORS},
    )


def _paced(layers: Sequence[_Layer], heads: Sequence[Any]) -> list[dict[str, Any]]:
    """What is learnt, in groups with their highest rates."""
    groups = []
    for depth, layer in enumerate(reversed(layers)):
        factors = [*layer.left.values(), *layer.right.values()]
        groups.append({"params": factors, "most": FACTOR_RATE * FALL**depth})
        groups.append({"params": list(layer.vectors.values()), "most": VECTOR_RATE * FALL**depth})
    return [*groups, {"params": [one for head in heads for one in head.parameters()], "most": HEAD_RATE}]


def _named(number: int, layer: _Layer) -> Iterator[tuple[str, Any]]:
    for name in MATRICES:
        yield f"l{number}.{name}.left", layer.left[name]
        yield f"l{number}.{name}.right", layer.right[name]
    for name in VECTORS:
        yield f"l{number}.{name}", layer.vectors[name]


def _batches(lessons: Sequence[Lesson], order: random.Random) -> list[list[int]]:
    """Row numbers a step: rows of like length together, the steps in random order."""
    numbers = list(range(len(lessons)))
    order.shuffle(numbers)
    found = []
    for start in range(0, len(numbers), BATCH * 24):
        pool = sorted(numbers[start : start + BATCH * 24], key=lambda number: len(lessons[number].states))
        found += [pool[first : first + BATCH] for first in range(0, len(pool), BATCH)]
    order.shuffle(found)
    return found


def _loss(torch: Any, layers: Sequence[Any], heads: Sequence[Any], rows: Sequence[Lesson], frame: Frame) -> Any:  # noqa: ANN401
    functional = torch.nn.functional
    vectors = functional.dropout(_vectors(torch, layers, rows, frame) * SCALE, DROPOUT)
    labels = torch.tensor([row.label for row in rows])
    loss = functional.cross_entropy(heads[0](vectors), labels, label_smoothing=SMOOTHING)
    if len(heads) > 1:
        moves = torch.tensor([row.moves for row in rows])
        loss = loss + MOVES_WEIGHT * functional.binary_cross_entropy_with_logits(heads[1](vectors), moves)
    return loss


def _vectors(torch: Any, layers: Sequence[Any], rows: Sequence[Lesson], frame: Frame) -> Any:  # noqa: ANN401
    longest = max(len(row.states) for row in rows)
    states = np.zeros((len(rows), longest, rows[0].states.shape[1]), dtype=np.float32)
    held = np.zeros((len(rows), longest), dtype=bool)
    for number, row in enumerate(rows):
        states[number, : len(row.states)] = row.states
        held[number, : len(row.states)] = True
    found, mask = torch.from_numpy(states), torch.from_numpy(held)
    for layer in layers:
        found = _through(torch, layer, found, mask, frame)
    total = (found * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(total, dim=-1)


def _through(torch: Any, layer: _Layer, states: Any, mask: Any, frame: Frame) -> Any:  # noqa: ANN401
    """One layer with dropout: what `coach.classifiers.transformer.through` computes without."""
    functional = torch.nn.functional
    texts, places, width = states.shape

    def linear(name: str, given: Any) -> Any:  # noqa: ANN401
        return layer.linear(functional, name, given)

    def normed(name: str, given: Any) -> Any:  # noqa: ANN401
        weight, bias = layer.vectors[f"{name}.w"], layer.vectors[f"{name}.b"]
        return functional.layer_norm(given, (width,), weight, bias, frame.smallest)

    asked, offered, told = (linear(name, states).view(texts, places, frame.heads, -1).transpose(1, 2) for name in "qkv")
    fit = (asked @ offered.transpose(2, 3) / asked.shape[3] ** 0.5).masked_fill(~mask[:, None, None, :], float("-inf"))
    said = fit.softmax(dim=-1) @ told
    said = linear("ao", said.transpose(1, 2).reshape(texts, places, width))
    states = normed("aln", states + functional.dropout(said, DROPOUT))
    inner = linear("fo", functional.gelu(linear("fi", states)))
    return normed("oln", states + functional.dropout(inner, DROPOUT))
