"""What WhatsApp itself writes into a chat, in Chinese, English, Spanish and German: placeholders, marks, notices."""

import re

from msgspec import Struct

from coach.readers.helpdesk import kind_of_file
from coach.transcript import Kind

_NOUNS: dict[Kind, str] = {
    "image": "image|photo|picture|sticker|gif|bild|foto|imagen|[图圖]像|[图圖]片|照片|[贴貼][图圖]|表情|[动動][图圖]",
    "video": "video|vídeo|video note|videonachricht|videonotiz|nota de video|[视視][频頻訊]|影片",
    "voice": "audio|voice message|sprachnachricht|nota de voz|mensaje de voz|音[频頻訊]|[语語]音(?:消息|[讯訊]息)?",
    "card": "contact card|kontaktkarte|tarjeta de contacto|(?:[联聯][系繫絡]人)?名片|[联聯][系絡]人(?:卡片)?",
    "file": "media|document|file|medien|dokument|datei|multimedia|documento|archivo|影音[内內]容|文[档檔件]|[档檔]案"
    "|(?:多)?媒[体體](?:[内內]容|文件|[档檔]案)?",
}
_ALL_NOUNS = "|".join(f"(?P<{kind}>{nouns})" for kind, nouns in _NOUNS.items())
_LEFT_OUT = r"omitted|weggelassen|ausgelassen|ausgeschlossen|omitid[oa]s?|已?被?(?:省略|略去|忽略)"
_AFTER = re.compile(rf"<?\s?(?:{_ALL_NOUNS})\s{{0,2}}(?:{_LEFT_OUT})\s?>?", re.IGNORECASE)
_BEFORE = re.compile(rf"<?\s?已?(?:省略|略去|忽略)(?:{_ALL_NOUNS})\s?>?")
_ATTACHED = re.compile(
    r"<(?:attached|anhang|adjunto|附件|附档|附檔)\s?[:：]\s?(?P<ios>[^<>]{1,255})>"
    r"|(?P<android>\S.{0,254}?)\s[(（](?:file attached|datei angehängt|archivo adjunto|文件附件|附件|[档檔]案已附加"
    r"|已附加[档檔]案|[附文]件已附加)[)）]",
    re.IGNORECASE,
)
_DELETED = re.compile(
    r"(?:this message was deleted(?: by admin.{0,80})?|you deleted this message(?: as admin)?"
    r"|diese nachricht wurde (?:vom admin.{0,80}|von admin.{0,80})?gelöscht|du hast diese nachricht gelöscht"
    r"|(?:se eliminó|eliminaste|has eliminado|se ha eliminado) este mensaje|este mensaje (?:fue|ha sido) eliminado"
    r"|[这此這][条條则則]?(?:消息|[讯訊]息)已?被?[删刪]除|[您你]?已?[删刪]除了?[这此這][条條则則]?(?:消息|[讯訊]息))[.。]?",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"<(?:this message was edited|diese nachricht wurde bearbeitet|se editó este mensaje"
    r"|este mensaje (?:fue|ha sido|se) edit(?:ado|ó)"
    r"|[这此這][条條则則]?(?:消息|[讯訊]息)已?被?[编編][辑輯])[.。]?>\s*$",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:location|live location|standort|live-standort|ubicación|位置)\s?[:：]\s?(https?://\S+)", re.IGNORECASE
)
_BY_SENDER = re.compile(r"(?:poll|umfrage|encuesta|投票)\s?[:：]|https?://", re.IGNORECASE)
_ENCRYPTED = re.compile(
    r"(?:messages (?:and calls|to this|you send)|nachrichten (?:und|an)|los mensajes"
    r"|(?:消息|[讯訊]息)[和与與及]?(?:通[话話])?)"
    r".{0,60}(?:encrypted|verschlüsselt|cifrad[oa]s|加密).*",
    re.IGNORECASE,
)
_GROUP_CHANGE = re.compile(
    r" (?:created group|changed the (?:subject|group)|hat die gruppe|hat den betreff|creó (?:el|este) grupo"
    r"|cambió el asunto)|(?:[创創]建|建立|更改|更[换換]|[变變]更)了?(?:此?群|主[题題])",
    re.IGNORECASE,
)


class Phrase(Struct, frozen=True):
    """What one body says: the sender's words, what was attached, and whether WhatsApp wrote it."""

    text: str
    attached: tuple[Kind, ...] = ()
    kind: Kind = "text"
    edited: bool = False
    by_platform: bool = False


def read_phrase(body: str) -> Phrase:
    """The body of a message of a named sender, its marks (U+200E) still in it, taken apart."""
    body, marks = _EDITED.subn("", body)
    plain = body.replace("\u200e", "").strip()
    if _DELETED.fullmatch(plain):
        return Phrase(text="", kind="recall")
    place = _PLACE.fullmatch(plain)
    if place:
        return Phrase(text=place[1], kind="link")
    words: list[str] = []
    attached: list[Kind] = []
    for line in body.split("\n"):
        pieces = [(piece, attachment(piece)) for piece in line.split("\u200e")]
        attached += [kind for _, kind in pieces if kind]
        if not any(kind for _, kind in pieces) or any(piece.strip() for piece, kind in pieces if not kind):
            words.append("".join(piece for piece, kind in pieces if not kind))
    text = "\n".join(words).strip()
    by_platform = not attached and body.lstrip().startswith("\u200e") and not _BY_SENDER.match(plain)
    if by_platform or _ENCRYPTED.fullmatch(plain):
        return Phrase(text=text, kind="event", by_platform=True)
    return Phrase(text=text, attached=tuple(attached), edited=marks > 0)


def attachment(text: str) -> Kind | None:
    """What a placeholder, or the name of a file that was exported with the chat, stands for; None for words."""
    text = text.strip()
    match = _AFTER.fullmatch(text) or _BEFORE.fullmatch(text)
    if match:
        return next(kind for kind in _NOUNS if match[kind])
    match = _ATTACHED.fullmatch(text)
    return _kind_of_name(match["ios"] or match["android"]) if match else None


def is_notice(text: str) -> bool:
    """Whether a line without a name is a notice although it has a colon, from the part before the colon."""
    return bool(_ENCRYPTED.match(text) or _GROUP_CHANGE.search(text))


def _kind_of_name(name: str) -> Kind:
    return "card" if name.lower().endswith(".vcf") else kind_of_file(name)
