"""What corpus rules find, as rows: they compare the requests of all customers, so no bucket has them."""

from collections.abc import Mapping
from typing import Any

from coach.faq import Asked
from coach.findings import Finding
from coach.store.encoding import packed, plain

CORPUS = -1
"""The bucket of what is found only in all buckets together."""


def corpus_finding_row(found: Finding, asked: Mapping[str, Asked]) -> dict[str, Any]:
    """A finding under the customer in whose session it happened last; `asked` has a request of each session."""
    one = found.opportunity
    return {
        "id": found.id,
        "person": asked[one.session].person,
        "at": one.at,
        "agent": plain(one.agent, 200),
        "rule": one.rule,
        "factor": one.factor,
        "outcome": one.outcome,
        "chain": found.chain,
        "exchange": None,
        "body": packed(found),
    }
