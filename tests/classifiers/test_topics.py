"""The topic lasts through turns that ask nothing, and bears on what follows."""

import numpy as np

from coach.classifiers.topics import Topics

PRICE, SIZE, NONE = 0, 1, 2
TOPICS = Topics(np.asarray([[4.0, 0.5, 1.0], [0.5, 4.0, 1.0], [1.0, 1.0, 1.0]]), weight=1.0, none=NONE)


def test_a_topic_lifts_what_often_follows_it() -> None:
    topic = TOPICS.after(np.asarray([1.0, 0.0, 0.0]))
    told = TOPICS.expected(np.asarray([0.3, 0.3, 0.4]), topic)
    assert told.argmax() == PRICE
    assert np.isclose(told.sum(), 1)


def test_thanks_keep_the_topic_and_a_new_request_takes_its_place() -> None:
    asked = TOPICS.after(np.asarray([1.0, 0.0, 0.0]))
    thanked = TOPICS.after(np.asarray([0.0, 0.0, 1.0]), asked)
    np.testing.assert_allclose(thanked, asked)
    np.testing.assert_allclose(TOPICS.after(np.asarray([0.0, 1.0, 0.0]), thanked), [0.0, 1.0, 0.0])


def test_without_a_topic_or_a_weight_nothing_changes() -> None:
    chances = np.asarray([0.2, 0.3, 0.5])
    np.testing.assert_allclose(TOPICS.expected(chances, np.zeros(3)), chances)
    unweighted = Topics(TOPICS.lifts, weight=0.0, none=NONE)
    np.testing.assert_allclose(unweighted.expected(chances, np.asarray([1.0, 0.0, 0.0])), chances)
