"""Which questions are the same: communities in the graph of each question's nearest neighbours."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from coach.faq.normalise import folded, normalise
from coach.settings import FaqSettings
from coach.similar import Vectors, condensed, nearest, ngram_vectors

NEIGHBOURS = 16
MAX_DIMENSIONS = 128
REPLY_DIMENSIONS = 64
FEWEST_DIMENSIONS = 4
DIMENSIONS_PER_ROOT = 4

WORDS, REPLIES, TYPE = 0.45, 0.3, 0.25
"""What the question's own words, the replies it got and its type weigh, as far as they are known."""

TYPE_FADES_FROM = 300
"""Up to so many distinct questions the type weighs in full, then ever less: few questions share few words."""

USED_REPLIES = 5
GROWTH = 0.75
GROUPS = 15.5
"""Louvain's resolution is same_question x n ** GROWTH / GROUPS for n distinct questions, at least 1.

With a fixed resolution groups would grow as fast as the data, and questions melt together (the resolution limit of
modularity, Fortunato and Barthelemy 2007). Both numbers were chosen
on sets of 900 to 2,400 questions that people had grouped.
"""


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


def group(texts: Sequence[str], *, settings: FaqSettings, evidence: Sequence[Evidence] | None = None) -> list[int]:
    """For each text the number of its group, from 0, the largest first; a question like no other is a group by itself.

    Texts of one `folded` form about one item are always in one group. The order of `texts` has no influence, but on
    which of two groups of equal size and the same first question comes first.
    """
    known = evidence or [Evidence()] * len(texts)
    forms = {text: folded(text) for text in set(texts)}
    keys = [(forms[text], one.item) for text, one in zip(texts, known, strict=True)]
    nodes = _nodes(keys, known)
    found = _communities(list(nodes.values()), same_question=settings.same_question)
    community = dict(zip(nodes, found.tolist(), strict=True))
    return _numbered([community[key] for key in keys])


def _nodes(keys: Sequence[tuple[str, str]], evidence: Sequence[Evidence]) -> dict[tuple[str, str], _Node]:
    """The distinct questions, sorted, so that the order in which they were asked leaves no trace."""
    types: dict[tuple[str, str], Counter[str]] = {}
    replies: dict[tuple[str, str], Counter[str]] = {}
    for key, one in zip(keys, evidence, strict=True):
        types.setdefault(key, Counter())[one.type] += 1
        replies.setdefault(key, Counter())[one.reply] += bool(one.reply)
    return {
        key: _Node(
            form=key[0],
            type=_most_frequent(types[key], 1)[0],
            replies="\n".join(_most_frequent(replies[key], USED_REPLIES)),
        )
        for key in sorted(types)
    }


def _most_frequent(counts: Counter[str], n: int) -> list[str]:
    return sorted(counts, key=lambda text: (-counts[text], text))[:n]


def _communities(nodes: Sequence[_Node], *, same_question: float) -> NDArray[np.int64]:
    """The community of each node, by Louvain's method on the graph of nearest neighbours."""
    from sknetwork.clustering import Louvain

    if len(nodes) < 2:
        return np.zeros(len(nodes), dtype=np.int64)
    graph = _graph(_points(nodes), at_least=same_question)
    resolution = max(1.0, same_question * len(nodes) ** GROWTH / GROUPS)
    if not graph.nnz:
        return np.arange(len(nodes))
    communities: NDArray[np.int64] = Louvain(resolution, shuffle_nodes=False, random_state=0).fit_predict(graph)
    return communities


def _points(nodes: Sequence[_Node]) -> Vectors:
    """One row a node: its words, the words of its replies, its type; of unit length if it shares words with another."""
    dimensions = _dimensions(len(nodes))
    blocks = [WORDS**0.5 * condensed(ngram_vectors([node.form for node in nodes]), dimensions=dimensions)]
    squares = np.full(len(nodes), WORDS)
    answered = np.asarray([bool(node.replies) for node in nodes])
    if answered.any():
        rows = ngram_vectors([normalise(node.replies) for node in nodes])
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


def _dimensions(n: int) -> int:
    """Latent dimensions for `n` questions: fewer where there are few, so that the few words they share count."""
    return min(MAX_DIMENSIONS, int(DIMENSIONS_PER_ROOT * n**0.5), max(2 * n // 3, FEWEST_DIMENSIONS))


def _graph(points: Vectors, *, at_least: float) -> csr_matrix:
    """The symmetric graph of near neighbours; weights are how alike they are."""
    indices, cosines = nearest(points, k=NEIGHBOURS + 1)
    rows = np.repeat(np.arange(len(points)), indices.shape[1])
    kept = (cosines.ravel() >= at_least) & (indices.ravel() != rows)
    weights = cosines.ravel()[kept].astype(np.float64)
    directed = csr_matrix((weights, (rows[kept], indices.ravel()[kept])), shape=(len(points), len(points)))
    return directed.maximum(directed.T).tocsr()


def _numbered(communities: Sequence[int]) -> list[int]:
    """Communities renumbered by size, largest first; those of one size in the order of their first question."""
    sizes = Counter(communities)
    ranked = sorted(sizes, key=lambda community: (-sizes[community], community))
    number = {community: position for position, community in enumerate(ranked)}
    return [number[community] for community in communities]
