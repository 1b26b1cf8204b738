"""A shop's own question types are learnt from their file, measured, and known afterwards; stale models are refused."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from coach import taxonomy
from coach.classifiers import Classifier, Utterance, load_classifier
from coach.classifiers.artifact import Artifact, load_artifact
from coach.cli import main
from coach.errors import InputError, ModelError
from coach.pipeline import Coach, Plan
from coach.training.corpus import labelled_rows, read_corpus
from coach.training.fitting import folds_of, with_own
from coach.training.own import agreeing, own_rows, train_own
from coach.training.verdicts import train_with_verdicts
from tests.classifiers.test_tuned import Sizes
from tests.training.building import write_corpus

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "labels.md").read_text(encoding="utf-8")
(EXAMPLE, _) = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.fixture(autouse=True)
def models(small_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of models that is looked in first, and no own types before and after."""
    shutil.copytree(small_models, tmp_path / "models")
    monkeypatch.setenv("COACH_MODELS", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)
    taxonomy.adopt(())
    load_classifier.cache_clear()
    yield tmp_path / "models"
    taxonomy.adopt(())
    load_classifier.cache_clear()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The file of the documentation's example."""
    file = tmp_path / "gift_wrap.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    return file


def adopt(file: Path) -> None:
    taxonomy.adopt(taxonomy.read_own_types([str(file)]))


def run(*arguments: object) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


def test_the_documented_example_is_trained_and_then_known(
    own: Path, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "coach.toml").write_text('[types]\nown = ["gift_wrap.toml"]\n', encoding="utf-8")
    assert run("train", "--own", own, "--data", write_corpus(tmp_path / "data")) == 0
    told = capsys.readouterr().err
    assert re.search(r"gift_wrap: precision [01]\.\d+, recall [01]\.\d+, F1 [01]\.\d+ on 22 held-out examples", told)
    assert re.search(r"types of the base data: kappa [01]\.\d+ before, [01]\.\d+ after", told)
    assert f"written to {models / 'zh' / 'question_type'}" in told
    dialogue = {"id": "1", "language": "zh", "turns": [{"role": "customer", "text": "可以用礼盒装吗，送人"}]}
    (tmp_path / "chat.jsonl").write_text(json.dumps(dialogue), encoding="utf-8")
    assert run("label", "chat.jsonl", "-o", "out.jsonl") == 0
    (turn,) = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["turns"]
    assert turn["question_type"] == "gift_wrap"


def test_the_remedy_of_a_refused_model_trains_what_the_settings_name(
    own: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "coach.toml").write_text('[types]\nown = ["gift_wrap.toml"]\n', encoding="utf-8")
    monkeypatch.setattr(taxonomy, "_adopted", [])
    with pytest.raises(ModelError) as refused:
        load_artifact("zh", "question_type")
    assert "run: coach train --task question_type --language zh" in refused.value.message
    data = write_corpus(tmp_path / "data")
    assert run("train", "--task", "question_type", "--language", "zh", "--data", data) == 0
    assert "gift_wrap" in load_artifact("zh", "question_type").manifest.labels


def test_the_gain_is_measured_on_rows_that_were_held_out(own: Path, models: Path, tmp_path: Path) -> None:
    adopt(own)
    gain = train_own("zh", data=write_corpus(tmp_path / "data"), out=models)
    assert gain.types["gift_wrap"].f1 > 0.5
    assert all(-1 <= kappa <= 1 for kappa in gain.kappa)
    assert gain.changed.keys() == set(gain.manifest.labels) - {"gift_wrap"}
    assert gain.manifest.own == taxonomy.own_digests("zh")
    assert load_artifact("zh", "question_type").manifest.candidate == gain.manifest.candidate
    with_cue = load_classifier("zh").classify_texts(["写张贺卡"])[0]
    assert (with_cue.name, with_cue.evidence) == ("gift_wrap", ("贺卡",))


def test_stances_and_a_worker_know_nothing_but_the_plan(own: Path, models: Path, tmp_path: Path) -> None:
    adopt(own)
    train_own("zh", data=write_corpus(tmp_path / "data"), out=models)
    types = taxonomy.own_types()
    taxonomy.adopt(())
    Coach(Plan(own_types=types))
    judged = load_classifier("zh").classify([[Utterance("customer", "有礼盒装吗"), Utterance("agent", "是的亲")]])
    assert [type(one).__name__ for one in judged[0]] == ["Label", "ReplyJudgement"]


def test_an_encoder_is_not_asked_where_an_own_type_is_likely(own: Path, models: Path, tmp_path: Path) -> None:
    adopt(own)
    train_own("zh", data=write_corpus(tmp_path / "data"), out=models)
    found = load_artifact("zh", "question_type")
    doubting = Artifact(found.model, msgspec.structs.replace(found.manifest, doubt_below=1))
    encoder = Sizes()
    classifier = Classifier("zh", questions=doubting, stances=doubting, encoders={"question_type": encoder})
    gift, _ = classifier.classify_texts(["有礼盒装吗", "到哪了"])
    assert gift.name == "gift_wrap"
    assert encoder.texts == ["Q: 到哪了"]


def test_a_model_that_does_not_fit_the_settings_is_refused(own: Path, models: Path, tmp_path: Path) -> None:
    adopt(own)
    with pytest.raises(ModelError, match=r"does not know .* gift_wrap.* run: coach train --task question_type"):
        load_artifact("zh", "question_type")
    load_artifact("zh", "stance")
    train_own("zh", data=write_corpus(tmp_path / "data"), out=models)
    load_artifact("zh", "question_type")
    own.write_text(EXAMPLE.replace("有没有礼品袋", "有没有手提袋"), encoding="utf-8")
    adopt(own)
    with pytest.raises(ModelError, match="learnt other examples or cues of gift_wrap"):
        load_artifact("zh", "question_type")
    taxonomy.adopt(())
    with pytest.raises(ModelError, match=r"knows .* gift_wrap, which types\.own in coach\.toml does not name"):
        load_artifact("zh", "question_type")


def test_too_few_examples_are_refused(own: Path, models: Path, tmp_path: Path) -> None:
    own.write_text(
        'stage = "order"\n[title]\nzh = "贺卡"\n[examples]\nzh = ["写贺卡", "写贺卡", "要贺卡"]\n', encoding="utf-8"
    )
    adopt(own)
    with pytest.raises(InputError, match=r"'gift_wrap' has 2 different examples in 'zh'; 5 are the least"):
        train_own("zh", data=write_corpus(tmp_path / "data"), out=models)


def test_an_example_stands_in_for_the_same_words_in_the_base_data(own: Path, models: Path, tmp_path: Path) -> None:
    own.write_text(EXAMPLE.replace("有没有礼品袋", "有赠品吗"), encoding="utf-8")
    adopt(own)
    base = labelled_rows(read_corpus(write_corpus(tmp_path / "data") / "zh"), task="question_type")
    kept, replaced = agreeing(base, own_rows("zh"))
    assert [(row.turn.text, row.label) for row in replaced] == [("有赠品吗", "price")]
    assert len(kept) == len(base) - 1


def test_every_fold_holds_out_a_part_of_the_examples() -> None:
    folds = with_own(folds_of([str(number) for number in range(10)]), rows=10, own=7)
    assert sorted(int(row) for _, unseen in folds for row in unseen) == list(range(17))
    assert all(len(np.intersect1d(seen, unseen)) == 0 and len(seen) + len(unseen) == 17 for seen, unseen in folds)
    assert all((unseen >= 10).any() for _, unseen in folds)


def test_verdicts_keep_the_own_types(own: Path, models: Path, tmp_path: Path) -> None:
    adopt(own)
    data = write_corpus(tmp_path / "data")
    texts = [f"{item}能开专票不" for item in ("书架", "茶壶", "毛巾", "台灯", "水杯", "鞋柜", "雨伞", "背包", "风扇")]
    turns = [[{"role": "customer", "text": text, "question_type": "order"}] for text in texts]
    rows = [{"id": f"v-{number}", "language": "zh", "turns": turn} for number, turn in enumerate(turns)]
    file = tmp_path / "verdicts.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    gain = train_with_verdicts("zh", "question_type", verdicts=file, data=data, out=models)
    assert gain.manifest is not None
    assert {"gift_wrap", "order"} <= set(gain.manifest.labels)
    assert load_artifact("zh", "question_type").manifest.own == taxonomy.own_digests("zh")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--encoder",), "leave out either --own or --encoder"),
        (("--language", "es"), "no examples for these languages"),
        (("--task", "stance"), "no examples for these languages"),
    ],
)
def test_what_cannot_be_trained_is_said(
    own: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], complaint: str
) -> None:
    assert run("train", "--own", own, *arguments) == 2
    assert complaint in capsys.readouterr().err
