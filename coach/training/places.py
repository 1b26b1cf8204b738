"""Where training data lies and where a trained model goes: a checkout's folders, or the wheel's and the user's."""

from pathlib import Path

import coach
from coach.classifiers.artifact import model_folders, user_models


def training_data_folder() -> Path:
    """The checkout's training_data, or the copy inside the installed package."""
    package = Path(coach.__file__).parent
    return package.parent / "training_data" if in_checkout() else package / "_training_data"


def models_folder() -> Path:
    """Where `coach train` writes: models/ of a checkout, else the user's data folder."""
    return Path(coach.__file__).parent.parent / "models" if in_checkout() else user_models()


def own_models_folder() -> Path:
    """Where models with a shop's own question types go: the first folder that is looked in, never the package."""
    return model_folders()[0]


def in_checkout() -> bool:
    """Whether the package runs from a checkout of the project."""
    root = Path(coach.__file__).parent.parent
    return (root / "pyproject.toml").is_file() and (root / "training_data").is_dir()
