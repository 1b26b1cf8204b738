"""Which questions are the same: average linkage of what is known of each, smoothed over its nearest neighbours."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from coach.faq.crosslingual import joined_across_languages
from coach.faq.linkage import linked
from coach.faq.normalise import folded_all, normalised
from coach.settings import FaqSettings
from coach.similar import Vectors, condensed, nearest, ngram_vectors
from coach.vectors import Encoder

MAX_DIMENSIONS = 128
REPLY_DIMENSIONS = 64
FEWEST_DIMENSIONS = 4
DIMENSIONS_PER_ROOT = 4

WORDS, REPLIES, TYPE = 0.45, 0.3, 0.25
"""What the question's own words, the replies it got and its type weigh, as far as they are known."""

MEANING = 0.7
"""The share of the words' weight that goes to the encoder's vector of the question, where there is one."""

EMBEDDED = 50_000
"""So many distinct questions are embedded at most, the most frequent ones."""

TYPE_FADES_FROM = 300
"""Up to so many distinct questions the type weighs in full, then ever less: few questions share few words."""

USED_REPLIES = 5

NEIGHBOURS = 5
NEAR = 0.4
"""A question is moved halfway to the mean of its nearest neighbours that are at least so near.

Both numbers, `MEANING` and the default of `same_question` were chosen on three sets of 900 to 2,400 questions that
people had grouped; docs/faq-quality.md has the measurements.
"""

_LATIN = re.compile(r"[a-z]{2}(?!.*[\u3400-\u9fff])", re.DOTALL)


class Evidence(Struct, frozen=True):
    """What is known of a question besides its words: type, item, the reply that answered it; "" if unknown."""

    type: str = ""
    item: str = ""
    reply: str = ""


class _Node(Struct, frozen=True):
    """One distinct question: its folded text, its most frequent type, and the replies it got most often."""

    form: str
    type: str
    replies: str
    n: int


def group(
    texts: Sequence[str],
    *,
    settings: FaqSettings,
    evidence: Sequence[Evidence] | None = None,
    encoder: Encoder | None = None,
) -> list[int]:
    """For each text the number of its group, from 0, the largest first; a question like no other is a group by itself.

    Texts of one `folded` form about one item are always in one group. The order of `texts` has no influence. With an
    encoder meaning counts beside words, and groups that ask the same in different languages become one.
    """
    known = evidence or [Evidence()] * len(texts)
    distinct = list(dict.fromkeys(texts))
    forms = dict(zip(distinct, folded_all(distinct), strict=True))
    keys = [(forms[text], one.item) for text, one in zip(texts, known, strict=True)]
    nodes = _nodes(keys, known)
    found = _groups(list(nodes.values()), same_question=settings.same_question, encoder=encoder)
    number = dict(zip(nodes, found.tolist(), strict=True))
    return _numbered([number[key] for key in keys])


def _nodes(keys: Sequence[tuple[str, str]], evidence: Sequence[Evidence]) -> dict[tuple[str, str], _Node]:
    """The distinct questions, sorted, so that the order in which they were asked leaves no trace."""
    counts = Counter(zip(keys, ((one.type, one.reply) for one in evidence), strict=True))
    found: dict[tuple[str, str], list[tuple[tuple[str, str], int]]] = {}
    for (key, known), n in counts.items():
        found.setdefault(key, []).append((known, n))
    return {key: _node(key[0], found[key]) for key in sorted(found)}


def _node(form: str, counts: Sequence[tuple[tuple[str, str], int]]) -> _Node:
    types: dict[str, int] = {}
    replies: dict[str, int] = {}
    for (kind, reply), n in counts:
        types[kind] = types.get(kind, 0) + n
        if reply:
            replies[reply] = replies.get(reply, 0) + n
    return _Node(
        form=form,
        type=_most_frequent(types, 1)[0],
        replies="\n".join(_most_frequent(replies, USED_REPLIES)),
        n=sum(types.values()),
    )


def _most_frequent(counts: Mapping[str, int], n: int) -> list[str]:
    return sorted(counts, key=lambda text: (-counts[text], text))[:n]


def _groups(nodes: Sequence[_Node], *, same_question: float, encoder: Encoder | None) -> NDArray[np.int64]:
    """The group of each node, under the number of one of its nodes."""
    if len(nodes) < 2:
        return np.arange(len(nodes))
    meanings = _meanings(nodes, encoder) if encoder else None
    points = _points(nodes, meanings)
    neighbours, products = nearest(points, k=NEIGHBOURS + 1)
    smoothed = _smoothed(points, neighbours, products)
    found = linked(smoothed, at_least=same_question, neighbours=neighbours)
    return found if meanings is None else joined_across_languages(found, [node.form for node in nodes], meanings)


def _meanings(nodes: Sequence[_Node], encoder: Encoder) -> Vectors:
    """The encoder's vector of each of the most frequent nodes, zero of the others."""
    ranked = sorted(range(len(nodes)), key=lambda place: -nodes[place].n)
    chosen = sorted(place for place in ranked[:EMBEDDED] if nodes[place].form)
    encoded = encoder.encode([nodes[place].form for place in chosen])
    meanings = np.zeros((len(nodes), encoded.shape[1]), dtype=np.float32)
    meanings[chosen] = encoded
    return meanings


def _points(nodes: Sequence[_Node], meanings: Vectors | None) -> Vectors:
    """One row a node: words, meaning, words of the replies, type; of unit length if words are shared with another."""
    dimensions = _dimensions(len(nodes))
    words = condensed(ngram_vectors([node.form for node in nodes]), dimensions=dimensions)
    if meanings is not None:
        latin = np.asarray([bool(_LATIN.search(node.form)) for node in nodes])
        words = _with_meaning(words, meanings, latin=latin)
    blocks = [WORDS**0.5 * words]
    squares = np.full(len(nodes), WORDS)
    answered = np.asarray([bool(node.replies) for node in nodes])
    if answered.any():
        rows = ngram_vectors(normalised([node.replies for node in nodes]))
        replies = condensed(rows, dimensions=min(dimensions, REPLY_DIMENSIONS))
        blocks.append(REPLIES**0.5 * replies * answered[:, None])
        squares += REPLIES * answered
    types = np.asarray([node.type for node in nodes])
    if known := sorted(set(types) - {""}):
        weight = TYPE * min(1.0, TYPE_FADES_FROM / len(nodes))
        blocks.append(weight**0.5 * (types[:, None] == np.asarray(known)[None, :]))
        squares += weight * (types != "")
    points: Vectors = (np.hstack(blocks) / np.sqrt(squares)[:, None]).astype(np.float32)
    return points


def _with_meaning(words: Vectors, meanings: Vectors, *, latin: NDArray[np.bool_]) -> Vectors:
    """Words and, where it is known, meaning around its mean in this script, as rows of unit length."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    known = np.any(meanings != 0, axis=1)
    centred = np.zeros_like(meanings)
    for written in (known & latin, known & ~latin):
        if written.sum() > 1:
            centred[written] = normalize(meanings[written] - meanings[written].mean(axis=0))
    if len(meanings) > EMBEDDED and meanings.shape[1] > MAX_DIMENSIONS:
        centred = normalize(TruncatedSVD(MAX_DIMENSIONS, random_state=0).fit_transform(centred))
    share = MEANING * np.any(centred != 0, axis=1, keepdims=True)
    return np.hstack([(1 - share) ** 0.5 * words, share**0.5 * centred]).astype(np.float32)


def _smoothed(points: Vectors, neighbours: NDArray[np.int64], products: Vectors) -> Vectors:
    """The points, halfway to the mean of their near neighbours: rare wordings come to lie with common ones."""
    own = np.arange(len(points))
    kept = (products >= NEAR) & (neighbours != own[:, None])
    counts = kept.sum(axis=1)
    weights = np.repeat(1 / np.maximum(counts, 1), counts).astype(np.float32)
    near = csr_matrix((weights, (np.repeat(own, counts), neighbours[kept])), shape=(len(points), len(points)))
    moved = (points + near @ points) / np.where(counts, 2, 1)[:, None]
    lengths = np.linalg.norm(points, axis=1) / np.maximum(np.linalg.norm(moved, axis=1), 1e-9)
    smoothed: Vectors = (moved * lengths[:, None]).astype(np.float32)
    return smoothed


def _dimensions(n: int) -> int:
    """Latent dimensions for `n` questions: fewer where there are few, so that the few words they share count."""
    return min(MAX_DIMENSIONS, int(DIMENSIONS_PER_ROOT * n**0.5), max(2 * n // 3, FEWEST_DIMENSIONS))


def _numbered(groups: Sequence[int]) -> list[int]:
    """Groups renumbered by size, largest first; those of one size in the order of the alphabet."""
    sizes = Counter(groups)
    ranked = sorted(sizes, key=lambda group: (-sizes[group], group))
    number = {group: position for position, group in enumerate(ranked)}
    return [number[group] for group in groups]
