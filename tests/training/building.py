"""Sixty short dialogues made by hand, enough to train a model of the machinery's size in a second."""

import json
from pathlib import Path

_QUESTIONS = {
    "size": ["穿多大码", "这件多长", "尺码准吗", "160穿什么码", "偏大还是偏小", "一包几斤", "腰围多少", "有多宽"],
    "price": ["能便宜吗", "有优惠券吗", "多少钱", "有赠品吗", "打折吗", "满减怎么算", "太贵了", "最低多少"],
    "logistics": ["几天到", "什么时候发货", "发什么快递", "包邮吗", "还没收到", "今天能发吗", "催一下快递", "到哪了"],
    "none": ["在吗", "好的", "谢谢", "你好", "嗯嗯", "知道了", "好吧", "再见"],
}
_REPLIES = [
    ("passive", "是的亲", [], []),
    ("passive", "没有了", [], ["refusal"]),
    ("passive", "您看详情页", [], ["deflection"]),
    ("passive", "有的哦", [], []),
    ("proactive", "您平时穿多大呢", ["probe"], []),
    ("proactive", "建议您拍L码", ["recommend"], []),
    ("proactive", "我帮您催一下快递", ["commit"], []),
    ("neutral", "在的亲", [], []),
    ("neutral", "不客气亲", [], []),
    ("neutral", "稍等哦", [], []),
]


def dialogues() -> list[dict[str, object]]:
    """32 questions with an answer each, and as many lone turns: one JSON row a dialogue."""
    questions = [(kind, text) for kind, texts in _QUESTIONS.items() for text in texts]
    rows: list[dict[str, object]] = []
    for number, (kind, text) in enumerate(questions):
        stance, reply, moves, flags = _REPLIES[number % len(_REPLIES)]
        customer = {"role": "customer", "text": text, "question_type": kind}
        agent = {"role": "agent", "text": reply, "stance": stance, "moves": moves, "flags": flags}
        rows.append({"id": f"t-{number}", "writer": "t", "language": "zh", "turns": [customer, agent]})
        lone = {"role": "customer", "text": f"亲{text}", "question_type": kind}
        rows.append({"id": f"l-{number}", "writer": "t", "language": "zh", "turns": [lone]})
    return rows


def write_corpus(folder: Path) -> Path:
    """The dialogues as training data under `folder`; the folder comes back."""
    place = folder / "zh"
    place.mkdir(parents=True)
    lines = [json.dumps(row, ensure_ascii=False) for row in dialogues()]
    (place / "rows.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
