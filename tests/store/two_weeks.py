"""Invented chats of a week and the days after it, in which agents greet and evade questions, or answer them."""

from tests.store.shop_chats import chat, file_of

QUESTIONS = ("这件会掉色吗", "多久发货呀", "这个有货吗", "是纯棉的吗", "可以机洗吗", "会不会起球")
EVADED = "您好，自己看详情页哦"
ANSWERED = "纯棉不掉色不起球，可机洗，有货的，付款后48小时内发货，喜欢可以先拍下"
TUESDAY_TO_SUNDAY, NEXT_MONDAY, NEXT_TUESDAY = range(6), range(6, 7), range(7, 8)


def talks(agent: str, reply: str, *, days: range) -> bytes:
    """Every day another customer with each of the questions, as a file of `coach convert`."""
    return file_of(
        *(
            chat(f"{agent}_{day}_{number}", agent=agent, day=day, lines=(("customer", asked), ("agent", reply)))
            for day in days
            for number, asked in enumerate(QUESTIONS)
        )
    )
