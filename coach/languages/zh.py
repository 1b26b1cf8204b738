"""Chinese: jieba's words, Traditional read as Simplified, clauses at marks and at spaces between Chinese text."""

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Protocol

from coach.languages.clauses import cut
from coach.languages.language import LANGUAGES, Cues, Script, Slot
from coach.memory import Memory

_BREAKS = re.compile(
    r"(?P<whole>https?://\S+|(?<=\d)[,~](?=\d))"
    r"|(?P<mark>[？?！!]+)"
    r"|[。；;，,、~～…\r\n\u2028]+|\.{2,}"
    r"|(?<=[\u3400-\u9fff])[ \t\u3000]+(?=[\u3400-\u9fff])"
    r"|(?<=[吗呢么吧啊呀了的哦嘛])[ \t\u3000]+"
)
_LIGHT = re.compile(r"(?:[^\w]|_|亲|哦|噢|啊|呀|哈|呢|嗯|额|呃|唉|哎|诶|欸|咦|喂|请问|那个|就是|然后)+")
_DIGITS = {"两": 2.0, "俩": 2.0, "〇": 0.0} | {digit: float(n) for n, digit in enumerate("零一二三四五六七八九")}


def number(text: str) -> float:
    """The value of a number in Arabic or Chinese digits below ten thousand: "3.5", "三", "十二", "两百五", "半"."""
    if text[:1].isdecimal():
        return float(text.replace(",", ""))
    if text == "半":
        return 0.5
    total, digit, unit = 0.0, 0.0, 1.0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in "十百千":
            unit = {"十": 10.0, "百": 100.0, "千": 1000.0}[sign]
            total, digit = total + (digit or 1.0) * unit, 0.0
    spoken_short = len(text) > 1 and unit >= 100 and text[-2] in "百千"
    return total + digit * (unit / 10 if spoken_short else 1.0)


class _Cutter(Protocol):
    def initialize(self) -> None: ...
    def add_word(self, word: str) -> None: ...
    def cut(self, sentence: str) -> Iterator[str]: ...


class Chinese:
    """Chinese as it is written in shop chats."""

    code = "zh"
    script: Script = "han"

    def __init__(self) -> None:
        self._cues = Cues("zh", number=number)
        self._clauses = Memory(partial(cut, breaks=_BREAKS, light=_LIGHT))
        self._acts = Memory(partial(self._cues.acts, normal=lambda raw: self._simplified(raw).lower()))
        self._slots = Memory(partial(self._cues.slots, normal=self._simplified))

    @property
    def stop_words(self) -> frozenset[str]:
        """Frequent words of Chinese."""
        return frozenset(self._cues.file.stop_words)

    def tokens(self, text: str) -> list[str]:
        """Words by jieba of the text as it stands."""
        simple = self._simplified(text)
        words: list[str] = []
        start = 0
        for word in self._jieba.cut(simple):
            words.append(text[start : start + len(word)])
            start += len(word)
        return words

    def clauses(self, text: str) -> tuple[tuple[int, int], ...]:
        """Clauses at marks, line ends and spaces between Chinese text; numbers and their units stay together."""
        return self._clauses[text]

    def acts(self, text: str) -> frozenset[str]:
        """Speech acts by the cues of zh.toml."""
        return self._acts[text]

    def slots(self, text: str) -> tuple[Slot, ...]:
        """Slots by the cues of zh.toml."""
        return self._slots[text]

    @cached_property
    def _jieba(self) -> _Cutter:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jieba
        logging.getLogger("jieba").setLevel(logging.CRITICAL)
        tokenizer: _Cutter = jieba.Tokenizer()
        tokenizer.initialize()
        for term in self._cues.file.terms:
            tokenizer.add_word(term)
        return tokenizer

    @cached_property
    def _to_simplified(self) -> Callable[[str], str]:
        import opencc

        convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
        return convert

    @cached_property
    def _traditional(self) -> re.Pattern[str]:
        """Finds a character that may have to be simplified: most texts have none and are spared the conversion."""
        every = "".join(map(chr, (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))))
        changed = [before for before, after in zip(every, self._to_simplified(every), strict=True) if before != after]
        return re.compile(f"[{''.join(changed)}]")

    def _simplified(self, text: str) -> str:
        if self._traditional.search(text) is None:
            return text
        simple = self._to_simplified(text)
        return simple if len(simple) == len(text) else text


LANGUAGES.add("zh", Chinese())
