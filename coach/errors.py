"""Everything that can go wrong, as one tree.

CoachError
├── InputError            what the user gave cannot be used
│   ├── UnreadableFile    cannot be opened, decoded or unpacked
│   ├── UnknownFormat     no reader recognises it
│   ├── UnknownRoles      nobody can tell who is the agent
│   ├── BadTable          a table without a needed column, or a broken one
│   ├── NothingRead       no file gave a single valid row
│   └── TooLarge          more bytes than the settings allow
├── SettingsError         a setting, preset, rubric or rule that cannot be
├── UnknownPart           a name that no registry knows
├── ModelError            a model that is missing, altered or made by another version
├── OutputError           the result cannot be written where it was asked for
└── StoreError            the store cannot be opened or used
    ├── NotFound          nothing by that id in this shop
    └── Conflict          what is there already forbids it

Every message says what is wrong, where, and what to do. `code` is the stable name that other programs read.
"""

from typing import ClassVar


class CoachError(Exception):
    """The root: catch it to catch all that the product raises on purpose."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line


class InputError(CoachError):
    """What the user gave cannot be used."""

    code = "bad_input"


class UnreadableFile(InputError):
    """A file that cannot be opened, decoded or unpacked."""

    code = "unreadable_file"


class UnknownFormat(InputError):
    """A file that no reader recognises."""

    code = "unknown_format"


class UnknownRoles(InputError):
    """A conversation in which nobody can tell who is the agent."""

    code = "unknown_roles"


class BadTable(InputError):
    """A table without a column that is needed, or with values that cannot be read."""

    code = "bad_table"


class NothingRead(InputError):
    """No file gave a single valid row."""

    code = "nothing_read"


class SettingsError(CoachError):
    """A setting, preset, rubric or rule that cannot be."""

    code = "bad_settings"


class UnknownPart(CoachError):
    """A name that no registry knows."""

    code = "unknown_part"


class ModelError(CoachError):
    """A model that is missing, altered or made by another version."""

    code = "bad_model"


class OutputError(CoachError):
    """A result that cannot be written where it was asked for."""

    code = "bad_output"


class TooLarge(InputError):
    """More bytes than the settings allow."""

    code = "too_large"


class StoreError(CoachError):
    """The store cannot be opened or used."""

    code = "bad_store"


class NotFound(StoreError):
    """Nothing by that id in this shop."""

    code = "not_found"


class Conflict(StoreError):
    """What is in the store already forbids it: a name is taken, a key was used for something else."""

    code = "conflict"
