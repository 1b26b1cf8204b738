"""Turns in their context."""

from coach.classifiers.features import Part, Situation, feature_matrix, read_cues, situations
from coach.classifiers.ngrams import ngram_vectorizers


def test_a_situation_holds_the_last_turn_and_the_one_before() -> None:
    turns = [("customer", "在吗"), ("agent", "在的"), ("customer", "有货吗"), ("agent", "有的"), ("customer", "黑色呢")]
    assert situations(turns, language="zh") == [
        Situation("在吗", last="", before=""),
        Situation("在的", last="在吗", before=""),
        Situation("有货吗", last="在的", before="在吗"),
        Situation("有的", last="有货吗", before="在的"),
        Situation("黑色呢", last="有的", before="有货吗"),
    ]


def test_agent_turns_in_a_row_share_prompt_and_context() -> None:
    turns = [("agent", "亲"), ("customer", "有货吗"), ("agent", "稍等"), ("agent", "有的")]
    assert situations(turns, language="zh")[2:] == [
        Situation("稍等", last="有货吗", before="亲"),
        Situation("有的", last="有货吗", before="亲"),
    ]


def test_an_agent_may_speak_first() -> None:
    assert situations([("agent", "亲在吗")], language="zh") == [Situation("亲在吗", last="", before="")]


def test_a_part_left_out_takes_its_columns_with_it() -> None:
    vectorizers = ngram_vectorizers("zh")
    for vectorizer in vectorizers:
        vectorizer.fit(["黑色呢", "黑色有吗"])
    rows = [Situation("有的", "黑色呢", "亲", request="有货吗"), Situation("有的", "", "")]
    readings = read_cues(rows, language="zh", task="stance")
    whole, bare, silent = (
        feature_matrix(rows, vectorizers=vectorizers, readings=readings, task="stance", without=without)
        for without in (frozenset[Part](), frozenset[Part]({"context"}), frozenset[Part]({"cues", "context"}))
    )
    assert whole.shape[1] > bare.shape[1] > silent.shape[1] > len(vectorizers[0].vocabulary_)
    assert abs(whole[0] - whole[1]).sum() > 0
    assert abs(bare[0] - bare[1]).sum() == 0


def test_rows_differ_by_their_context() -> None:
    alone, after = Situation("黑色呢", "", ""), Situation("黑色呢", "有的", "有货吗")
    vectorizers = ngram_vectorizers("zh")
    for vectorizer in vectorizers:
        vectorizer.fit(["黑色呢", "黑色有吗"])
    for task in ("question_type", "stance"):
        rows = [alone, after, alone]
        readings = read_cues(rows, language="zh", task=task)
        table = feature_matrix(rows, vectorizers=vectorizers, readings=readings, task=task)
        assert abs(table[0] - table[1]).sum() > 0
        assert abs(table[0] - table[2]).sum() == 0
