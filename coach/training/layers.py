"""Gradient descent through the last layers of the encoder, in PyTorch (the extra `tuning`)."""

import importlib
import random
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coach.classifiers.transformer import Table, Weights
from coach.errors import SettingsError

EPOCHS, BATCH, RATE, HEAD_RATE = 3, 32, 1.5e-4, 2e-3
"""Passes over the rows, rows a step, and learning rates of layers and heads."""
WARM_UP, DROPOUT, SMOOTHING, DECAY = 0.08, 0.1, 0.1, 0.01
"""Share of steps with a growing rate, dropout, label smoothing (Szegedy et al. 2016) and weight decay of AdamW."""
SCALE = 16.0
"""Length that vectors have before the heads; theirs is 1, which makes for timid probabilities."""
MOVES_WEIGHT = 2.0
"""Weight of the loss on moves beside that on labels."""


class Lesson(NamedTuple):
    """One row: the states of its pieces below the tuned layers, its label's number, and 1 for each move it has."""

    states: NDArray[np.float16]
    label: int
    moves: tuple[float, ...]


class Frame(NamedTuple):
    """What of the encoder stays as it is."""

    heads: int
    smallest: float


def torch_package() -> Any:  # noqa: ANN401
    """PyTorch, on one thread so that the same rows give the same layers; raises SettingsError where it is missing."""
    try:
        torch: Any = importlib.import_module("torch")
    except ImportError:
        raise SettingsError("tuning an encoder needs PyTorch; install the extra: pip install coach[tuning]") from None
    torch.set_num_threads(1)
    torch.manual_seed(1)
    return torch


def tune_layers(
    layers: Sequence[Weights], lessons: Sequence[Lesson], *, labels: int, frame: Frame
) -> tuple[list[Weights], dict[str, Table]]:
    """The layers after gradient descent on the lessons, and the head that reads labels from vectors of length 1.

    Moves are learnt beside stances, since they explain them; their head is thrown away.
    """
    torch = torch_package()
    tuned = [{name: _parameter(torch, table) for name, table in layer.items()} for layer in layers]
    width = len(layers[0]["q.b"])
    heads = [
        torch.nn.Linear(width, labels),
        *([torch.nn.Linear(width, len(lessons[0].moves))] if lessons[0].moves else []),
    ]
    rates = (
        (RATE, [one for layer in tuned for one in layer.values()]),
        (HEAD_RATE, [p for h in heads for p in h.parameters()]),
    )
    optimizer = torch.optim.AdamW([{"params": params, "lr": rate} for rate, params in rates], weight_decay=DECAY)
    order = random.Random(1)  # noqa: S311
    steps = [batch for _ in range(EPOCHS) for batch in _batches(lessons, order)]
    for step, chosen in enumerate(steps, 1):
        pace = min(step / (WARM_UP * len(steps)), (len(steps) - step) / ((1 - WARM_UP) * len(steps)) + 1e-3)
        for group, (rate, _) in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * pace
        loss = _loss(torch, tuned, heads, [lessons[number] for number in chosen], frame)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(rates[0][1], 1.0)
        optimizer.step()
    head = {"head.w": heads[0].weight.detach().numpy() * SCALE, "head.b": heads[0].bias.detach().numpy()}
    return [{name: one.detach().numpy() for name, one in layer.items()} for layer in tuned], head


def _parameter(torch: Any, table: Table) -> Any:  # noqa: ANN401
    return torch.nn.Parameter(torch.from_numpy(table.copy()))


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


def _through(torch: Any, layer: Any, states: Any, mask: Any, frame: Frame) -> Any:  # noqa: ANN401
    """One layer with dropout: what `coach.classifiers.transformer.through` computes without."""
    functional = torch.nn.functional
    texts, places, width = states.shape

    def linear(name: str, given: Any) -> Any:  # noqa: ANN401
        return functional.linear(given, layer[f"{name}.w"], layer[f"{name}.b"])

    def normed(name: str, given: Any) -> Any:  # noqa: ANN401
        return functional.layer_norm(given, (width,), layer[f"{name}.w"], layer[f"{name}.b"], frame.smallest)

    asked, offered, told = (linear(name, states).view(texts, places, frame.heads, -1).transpose(1, 2) for name in "qkv")
    said = functional.scaled_dot_product_attention(
        asked, offered, told, attn_mask=mask[:, None, None, :], dropout_p=DROPOUT
    )
    said = linear("ao", said.transpose(1, 2).reshape(texts, places, width))
    states = normed("aln", states + functional.dropout(said, DROPOUT))
    inner = linear("fo", functional.gelu(linear("fi", states)))
    return normed("oln", states + functional.dropout(inner, DROPOUT))
