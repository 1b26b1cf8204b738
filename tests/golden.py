"""Golden conversations: read from TOML, run from merging to linking, and drawn as short lines to compare."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coach import languages
from coach.classifiers.classifier import Judgement, ReplyJudgement, Utterance
from coach.classifiers.sessions import label_sessions
from coach.labels import Label, LinkedSession
from coach.merge import merge
from coach.readers.accounts import Roster
from coach.requests import link
from coach.segment import segment
from coach.settings import SessionSettings
from coach.transcript import Conversation, Message, Refs, Session, Source

CASES = Path(__file__).parent / "cases" / "conversations"


class HandLabels:
    """Gives the labels that a case writes beside its messages, in place of a trained classifier."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.by_text: dict[tuple[str, str], dict[str, Any]] = {}
        self.clauses: dict[str, str] = {}
        for row in rows:
            role = row["from"] if row["from"] == "customer" else "agent"
            known = self.by_text.setdefault((role, row["text"]), row)
            assert known is row or known.get("type") == row.get("type")
            self.clauses |= row.get("clauses", {})

    def classify(self, dialogues: Sequence[Sequence[Utterance]]) -> list[list[Judgement]]:
        return [[self._judge(utterance) for utterance in dialogue] for dialogue in dialogues]

    def classify_texts(self, texts: Sequence[str]) -> list[Label]:
        return [Label(self.clauses.get(text, "none"), 1.0, "person") for text in texts]

    def _judge(self, utterance: Utterance) -> Judgement:
        if (utterance.role, utterance.text.split("\n")[0]) not in self.by_text:
            return Label(self.clauses.get(utterance.text, "none"), 1.0, "person")
        rows = [self.by_text[(utterance.role, line)] for line in utterance.text.split("\n")]
        if utterance.role == "customer":
            asked = [row["type"] for row in rows if row["type"] != "none"]
            return Label(asked[-1] if asked else "none", 1.0, "person")
        row = rows[-1]
        return ReplyJudgement(
            stance=Label(row["stance"], 1.0, "person"),
            moves=tuple(row.get("moves", ())),
            flags=tuple(row.get("flags", ())),
        )


def load(name: str) -> dict[str, Any]:
    """A case by name."""
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def conversations(case: dict[str, Any]) -> list[Conversation]:
    """What the readers would give: one conversation a file, or one a native session."""
    pieces: dict[tuple[str, str | None], list[Message]] = {}
    for number, row in enumerate(case["messages"], start=1):
        for file in row.get("files", ["a"]):
            pieces.setdefault((file, row.get("session")), []).append(_message(number, row, file))
    platform, customer = case.get("platform", "taobao"), case.get("customer", "tb_demo")
    return [
        Conversation(f"{file}-{session}", platform, "示例店", customer, "Asia/Shanghai", tuple(messages))
        for (file, session), messages in pieces.items()
    ]


def linked(case: dict[str, Any]) -> tuple[list[Conversation], list[LinkedSession]]:
    """The merged people of a case and their linked sessions."""
    people = list(merge(conversations(case), roster=Roster.of_names(()), zone="Asia/Shanghai"))
    people.sort(key=lambda person: int(person.messages[0].id))
    language = languages.get(case["language"])
    sessions = [s for person in people for s in segment(person, language=language, settings=SessionSettings())]
    labelled = label_sessions(sessions, classifier=HandLabels(case["messages"]), language=language)
    return people, [link(one, language=language) for one in labelled]


def draw_session(session: Session) -> str:
    """For example "1 2 3 derived": the messages it holds, and who marked it."""
    return " ".join([*(message.id for message in session.messages), "native" if session.native else "derived"])


def draw_exchanges(session: Session) -> list[str]:
    """For example "1,3 > 小美 4": messages of the prompt, then agents with their messages."""
    lines = []
    for exchange in session.exchanges:
        prompt = ",".join(message.id for message in exchange.prompt.messages) if exchange.prompt else "-"
        replies = " | ".join(f"{turn.sender} {','.join(m.id for m in turn.messages)}" for turn in exchange.replies)
        lines.append(f"{prompt} > {replies}".rstrip())
    return lines


def draw_requests(session: LinkedSession) -> list[str]:
    """For example "size «穿什么码» answered by 8 after 330 s, asked again 1"."""
    lines = []
    for request in session.requests:
        line = f"{request.type.name} «{request.text}» {request.status}"
        if request.answer is not None and request.response_s is not None:
            line += f" by {request.replies[request.answer].turn.messages[0].id} after {request.response_s:.0f} s"
        lines.append(line + (f", asked again {len(request.asked_again)}" if request.asked_again else ""))
    return lines


def _message(number: int, row: dict[str, Any], file: str) -> Message:
    role = row["from"] if row["from"] in ("customer", "bot", "system") else "agent"
    return Message(
        id=str(number),
        sender=row["from"],
        role=role,
        role_evidence="case",
        sent_at=row.get("at"),
        precision="s",
        text=row["text"],
        source=Source(file=file, line=number, session=row.get("session")),
        kind=row.get("kind", "text"),
        refs=Refs(
            orders=tuple(row.get("orders", ())),
            items=tuple(row.get("items", ())),
            personal=tuple(row.get("personal", ())),
        ),
    )
