from pathlib import Path

import pytest

from coach.errors import OutputError
from coach.reports.placing import placed


def write(out: Path, **files: str) -> None:
    with placed(out) as folder:
        for name, text in files.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_files_arrive_and_others_stay(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "report"
    write(out, a="old", b="old")
    (out / "mine.txt").write_text("kept", encoding="utf-8")
    write(out, a="new", b="new")
    assert content(out) == {"a.txt": "new", "b.txt": "new", "mine.txt": "kept"}
    assert [path.name for path in out.parent.iterdir()] == ["report"]


def test_an_error_while_writing_leaves_everything_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "report"
    write(out, a="old")
    with pytest.raises(KeyError), placed(out) as folder:
        (folder / "a.txt").write_text("half", encoding="utf-8")
        raise KeyError
    assert content(out) == {"a.txt": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_file_that_cannot_be_replaced_brings_the_others_back(tmp_path: Path, monkeypatch) -> None:
    out = tmp_path / "report"
    write(out, a="old", c="old")
    replace = Path.replace

    def locked(path: Path, target: Path) -> Path:
        if target == out / "c.txt" and path.parent.name != "replaced":
            raise PermissionError(13, "in use")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(OutputError, match=r"c\.txt cannot be replaced: in use; close it") as problem:
        write(out, a="new", b="new", c="new")
    assert problem.value.file == str(out / "c.txt")
    assert content(out) == {"a.txt": "old", "c.txt": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_file_in_the_way_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="choose another folder with -o"):
        write(tmp_path / "report", a="new")


def test_a_folder_replaces_the_one_of_its_name(tmp_path: Path) -> None:
    out = tmp_path / "report"
    for names in (("a", "b"), ("a",)):
        with placed(out) as folder:
            (folder / "agents").mkdir()
            for name in names:
                (folder / "agents" / name).write_text(f"{len(names)}", encoding="utf-8")
    assert content(out / "agents") == {"a": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_folders_go_back_too(tmp_path: Path, monkeypatch) -> None:
    out = tmp_path / "report"
    (out / "agents").mkdir(parents=True)
    (out / "agents" / "old").write_text("old", encoding="utf-8")
    replace = Path.replace

    def locked(path: Path, target: Path) -> Path:
        if target == out / "z.txt":
            raise PermissionError(13, "in use")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(OutputError, match=r"z\.txt cannot be replaced"), placed(out) as folder:
        for name in ("agents", "more"):
            (folder / name).mkdir()
            (folder / name / "new").write_text("new", encoding="utf-8")
        (folder / "z.txt").write_text("new", encoding="utf-8")
    assert content(out / "agents") == {"old": "old"}
    assert [path.name for path in out.iterdir()] == ["agents"]
