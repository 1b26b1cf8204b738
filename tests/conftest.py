"""Fixtures that cost a second or two and are shared by the tests of several folders."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def small_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with both Chinese models, trained on the few rows of tests/training/building.py."""
    from coach.training.train import train
    from tests.training.building import write_corpus

    data, out = write_corpus(tmp_path_factory.mktemp("data")), tmp_path_factory.mktemp("models")
    train("zh", "question_type", data=data, out=out)
    train("zh", "stance", data=data, out=out)
    return out
