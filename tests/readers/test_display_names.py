import pytest

from coach.errors import UnknownRoles
from coach.readers.accounts import Roster
from coach.readers.display_names import count_chats, roles_of_names, shop_of

NOBODY = Roster()
MIA = Roster.of_names(["Mia"])


def roles(*names: str, roster: Roster = NOBODY, **evidence: object) -> list[str]:
    found = roles_of_names(names, roster, **evidence)
    return [found[name][0] for name in names]


@pytest.mark.parametrize("name", ["Demo Shop", "Tienda Demo", "示例店铺", "Lampen-Laden", "Shop_Nord"])
def test_names_of_shops(name):
    assert shop_of(["Sam", name]) == name
    assert roles("Sam", name) == ["customer", "agent"]


@pytest.mark.parametrize("name", ["Shop", "Bishop", "Store", "Sam", "", "店", "x" * 200 + " shop"])
def test_names_that_are_none(name):
    assert shop_of([name]) == ""


def test_staff_is_no_shop():
    assert roles("Sam", "Mia Support") == ["customer", "agent"]
    assert shop_of(["Mia Support", "小店客服"]) == ""


def test_each_evidence_in_its_order():
    assert roles("Mia", "Demo Shop", roster=MIA) == ["agent", "customer"]
    assert roles("Mia", "Sam", roster=Roster.of_names(["u7"]), aliases={"Mia": ["u7"]}) == ["agent", "customer"]
    assert roles("Mia", "Sam", peer="Mia", owner="Mia") == ["agent", "customer"]
    assert roles("Mia", "Sam", peer="Sam") == ["agent", "customer"]
    assert roles("Mia", "Sam", frequency=lambda: {"Mia": 2, "Sam": 1}) == ["agent", "customer"]


@pytest.mark.parametrize("counts", [{}, {"Mia": 1}, {"Mia": 2, "Sam": 2}])
def test_a_frequency_that_tells_nothing(counts):
    with pytest.raises(UnknownRoles, match="nobody can tell who is the agent among Mia, Sam"):
        roles("Mia", "Sam", frequency=lambda: counts)


def test_one_name_alone():
    assert roles("Sam", roster=MIA) == ["customer"]
    assert roles("Mia", roster=MIA, peer="Sam") == ["agent"]
    with pytest.raises(UnknownRoles, match="only agents, Mia"):
        roles("Mia", roster=MIA)
    with pytest.raises(UnknownRoles, match="among Sam"):
        roles("Sam", frequency=lambda: {"Sam": 9})


def test_a_name_counts_once_a_chat():
    assert count_chats([["a", "a", "b"], ["a"]]) == {"a": 2, "b": 1}
