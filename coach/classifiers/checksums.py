"""Which models judge: the checksum of each, by language and task."""

from coach import languages
from coach.classifiers.classifier import load_classifier


def model_checksums() -> dict[str, str]:
    """The checksum of every model, by language and task."""
    manifests = (
        manifest
        for code in languages.codes()
        for manifest in (load_classifier(code).questions.manifest, load_classifier(code).stances.manifest)
    )
    return {f"{one.language}/{one.task}": one.sha256 for one in manifests}
