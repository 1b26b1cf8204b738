"""What a message's body is: words, or a placeholder that only says that something was sent."""

import re

from coach.transcript import Kind

Body = tuple[Kind, str, bool]
"""Kind, the text that can be scored, and whether the platform itself wrote it."""

_OPENING = frozenset("[【<(（")
_MARKS = _OPENING | frozenset("h#系用您咨正请该")
"""What a body begins with that may be something else than words, unless it tells so by its end or a recall."""
_PLACEHOLDERS: dict[str, Kind] = {
    **dict.fromkeys(
        ("图片", "圖片", "动画表情", "表情", "截图", "image", "photo", "picture", "sticker", "imagen", "foto"), "image"
    ),
    **dict.fromkeys(("语音", "語音", "音频", "语音消息", "voice", "audio", "voice message", "nota de voz"), "voice"),
    **dict.fromkeys(("视频", "影片", "小视频", "video", "vídeo"), "video"),
    **dict.fromkeys(("文件", "file", "document", "attachment", "archivo", "documento", "adjunto"), "file"),
    **dict.fromkeys(("卡片", "商品", "商品卡片", "订单卡片", "优惠券", "链接卡片", "card", "tarjeta"), "card"),
}
_BRACKETED = re.compile(r"[\[【<(（]\s{0,3}([^\]】>)）]{1,40}?)\s{0,3}[\]】>)）]")
_URL_ONLY = re.compile(r"https?://[^\s\u3000-\u9fff\uff00-\uffef]+")
_IMAGE_URL = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)(?:_[\w.]{1,60})?(?:[?#].*)?$", re.IGNORECASE)
_RECALL = re.compile(r".{0,80}?撤回了?一条消息[。.]?")
_SYSTEM = re.compile(r"[\[【<(（]?系统(?:提示|提醒|消息|通知)[\]】>)）]?\s*(?:[:：]|(?<=[\]】>)）]))\s*(.*)", re.DOTALL)
_SPOKEN = re.compile(r"<recognition>(.*?)(?:</recognition>.*|[\w./:-]\.amr)", re.DOTALL)
_CARD_NOTE = re.compile(
    r"[\[【(（]此消息为.{0,30}(?:卡片|模板).{0,30}[\]】)）]|请在客户端查看原始聊天记录.{0,20}|.{0,4}该消息为.{0,10}卡片.{0,20}"
)
_ORDER_CARD = re.compile(
    r"您选择了一个(?:订单|商品)进行咨询.*|咨询订单号\s*[:：].*|(?:正在)?咨询商品(?:ID|编号)?\s*[:：]\s*\d.*", re.DOTALL
)
_TO_HUMAN = re.compile(r"用户发起转人工[。.]?")
_JD_EMOJI = re.compile(r"(?:#E-[a-z]\d{1,3}\s*)+")


def read_body(text: str) -> Body:
    """Kind, scorable text and "written by the platform" of a body; a placeholder's text is empty.

    A lone link stays as text of kind "link"; a lone link to a picture is a picture. A spoken message keeps the words
    that the platform recognised.
    """
    if text[:1] not in _MARKS and "条消息" not in text and not text.endswith(".amr"):
        return "text", text, False
    return _marked(text)


def _marked(text: str) -> Body:
    first = text[:1]
    if first in _OPENING:
        found = _bracketed(text)
        if found:
            return found
    elif first == "h" and _URL_ONLY.fullmatch(text):
        return ("image", "", False) if _IMAGE_URL.search(text) else ("link", text, False)
    elif first == "#" and _JD_EMOJI.fullmatch(text):
        return "image", "", False
    if first in ("系", "用") or (first in _OPENING and "系统" in text[:4]):
        found = _system(text)
        if found:
            return found
    if text.endswith(".amr"):
        return "voice", "", False
    if "条消息" in text and _RECALL.fullmatch(text):
        return "recall", "", True
    if first in "您咨正请该" and (_ORDER_CARD.fullmatch(text) or _CARD_NOTE.fullmatch(text)):
        return "card", "", False
    return "text", text, False


def _bracketed(text: str) -> Body | None:
    match = _BRACKETED.fullmatch(text)
    if match and match[1].lower() in _PLACEHOLDERS:
        return _PLACEHOLDERS[match[1].lower()], "", False
    spoken = _SPOKEN.fullmatch(text)
    if spoken:
        return "voice", spoken[1].strip() if "</recognition>" in text else "", False
    return ("card", "", False) if _CARD_NOTE.fullmatch(text) else None


def _system(text: str) -> Body | None:
    if _TO_HUMAN.fullmatch(text):
        return "event", text, True
    match = _SYSTEM.fullmatch(text)
    if match is None:
        return None
    if _RECALL.fullmatch(match[1]):
        return "recall", "", True
    return ("card", "", True) if "卡片" in match[1] else ("event", text, True)
