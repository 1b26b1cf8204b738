import pytest

from coach.readers.markup import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a < b & c", "a < b & c"),
        ("在吗<br/>急", "在吗\n急"),
        ("<p>Hi&nbsp;Sam,</p><p>your order &#35;12</p>", "Hi Sam,\nyour order #12"),
        ("<style>p {color: red}</style><div>Hi<script>alert(1)</script></div>", "Hi"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<b>cut <i>off", "cut off"),
        ("&#xD83D;", "\ufffd"),
    ],
)
def test_text(html, text):
    assert plain_text(html)[0] == text


def test_links_once_and_only_those_of_the_web():
    html = '<a href="https://a.example/1">x</a><a href="https://a.example/1">y</a><a href="javascript:x()">z</a>'
    assert plain_text(html) == ("xyz", ("https://a.example/1",))


def test_hostile_markup_ends():
    assert plain_text("<" * 100_000)[0] == "<" * 100_000
    assert plain_text("<p" * 50_000 + ">")[1] == ()
