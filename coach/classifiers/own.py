"""A shop's own question types beside the package's: columns for their cues, and what a model must know of them."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack

from coach import taxonomy
from coach.classifiers.cues import CueReading
from coach.classifiers.features import Situation
from coach.classifiers.parts import Sheet


def with_own_cues(table: Sheet, rows: Sequence[Situation], *, types: Iterable[str], language: str) -> Sheet:
    """The sheet with one column for each own type that the model learns: 1 where one of its cues fires.

    They stand apart from the package's cues, so that models of stances and of other languages stay as they are.
    """
    columns = {name: column for column, name in enumerate(types)}
    if not columns:
        return table
    matcher = taxonomy.own_cues(language)
    fired = np.zeros((len(rows), len(columns)), dtype=np.float32)
    for number, cue in matcher.hits([row.text for row in rows]):
        fired[number, columns[matcher.labels[matcher.owners[cue]]]] = 1
    return table._replace(features=hstack([table.features, csr_matrix(fired)], format="csr", dtype=np.float32))


def evidence_of(text: str, label: str, reading: CueReading, *, language: str) -> tuple[str, ...]:
    """The words of a plain text at which the cues of a label, the package's or the shop's, fire."""
    if label in reading.matcher.labels:
        return reading.evidence(text, label)
    own = taxonomy.own_cues(language)
    return own.wordings(own.cues_of(label), text) if label in own.labels else ()


def unlike(learnt: Mapping[str, str], language: str) -> str | None:
    """How the own types that a model learnt, with their digests, differ from the shop's; None when they do not."""
    wanted = taxonomy.own_digests(language)
    lacking, strange = sorted(wanted.keys() - learnt), sorted(learnt.keys() - wanted)
    if lacking:
        return f"does not know the shop's question types {', '.join(lacking)}, which types.own names"
    if strange:
        return f"knows the shop's question types {', '.join(strange)}, which types.own in coach.toml does not name"
    changed = [name for name, digest in wanted.items() if learnt[name] != digest]
    return f"learnt other examples or cues of {', '.join(changed)} than there are now" if changed else None
