"""The lists of words find what they are for in other words than the cases have, and leave alone what only looks so."""

import pytest

from coach.rules.cues import cues

FOUND = {
    "absolute": [
        *("明天必到的亲", "后天准到哦", "保证当天能装好", "放心，一定能赶上周末的", "铁定到的", "元旦前肯定到的呀"),
        *("用十年都不会坏", "这辈子都用不坏的", "不可能会坏的", "100%防水", "包您满意", "肯定不会过敏的"),
    ],
    "forbidden": [
        *("这我哪知道", "我能怎么办", "我又不是快递员", "您自己看着办", "想退就退呗", "我也管不了", "您问别人吧"),
        *("那您退了得了", "规定就是这样", "不是我们负责的"),
    ],
    "reproach": [
        *("页面写得很清楚", "都跟您说了不能机洗", "您买之前不看说明的吗", "别人都没这个问题", "您是不是不会用"),
        *("跟您说过了呀", "这么便宜还要什么自行车"),
    ],
    "off_platform": [
        "v❤[phone]",
        "微信同号",
        "您加下这个q群",
        "扫这个码进群",
        "加一下我们企业微信",
        "手机号多少我加您",
    ],
    "good_review": ["您把差评改一下", "追评截图发我"],
    "grievance": ["用两天就坏", "灯不亮了", "裂开了", "底座漏水", "味道好大", "颜色发错了吧，发错了"],
    "bought_before": ["上个月买的那条很好用", "第二次买了"],
    "takeover": ["刚才的情况我看到了", "您跟同事说的我都看了"],
    "no_promise": ["不能保证周六一定到", "这个真不敢给您打包票"],
    "wants_choice": ["那我买哪个", "两个纠结", "有没有类似的"],
    "asked_this": ["我问的不是这个", "我是问包不包安装", "你没回答我", "我说的是被套不是被芯", "答非所问啊"],
    "comes_back": ["晚点回您", "问好了跟您说", "明天上班给您答复", "有结果我告诉您", "我核实下再联系您"],
    "asks_anew": ["请问有什么可以帮到您", "您好，请问遇到什么问题呢", "麻烦描述一下您的问题"],
    "pay_shrug": ["这是银行的限制", "和本店无关的", "您晚点再试试", "不归我们管的"],
}
LEFT_ALONE = {
    "absolute": [
        *("尽量赶上周末", "准备好了就发", "请确认地址准确", "必须本人签收", "一定要收到货再确认"),
        *("用十年的也有", "100%棉"),
    ],
    "forbidden": ["我能怎么帮到您", "您想退就点申请退款", "我帮您问别的仓库", "这是师傅负责安装", "您自己看着舒服就好"],
    "reproach": ["说明书写得详细，我拍给您", "您用之前先空烧十分钟", "都说好评呢", "您是不是没收到短信", "大家都说好"],
    "off_platform": ["加个购物车", "扫码枪在包装里", "粉丝群在店铺首页", "电话多少我帮您备注"],
    "good_review": ["评价里有买家的图", "截图看下订单"],
    "grievance": ["会漏水吗", "怕裂开", "不亮了怎么办", "这个不会掉毛掉色吧"],
    "comes_back": ["今天就给您发货", "明天给您寄出", "晚上给您安排发货"],
    "asked_this": ["我问一下", "我想问有没有货", "没问题"],
    "asks_anew": ["没什么问题的", "有需要随时找我"],
}


FOUND_IN = {
    "en": {
        "absolute": ["I guarantee it gets there tomorrow", "It arrives Friday for sure", "It can't break"],
        "forbidden": ["How should I know?", "There's nothing I can do", "Then return it"],
        "reproach": ["It clearly says so on the page", "You ordered the wrong size yourself"],
        "off_platform": ["Pay me directly", "Let's continue on Instagram"],
        "good_review": ["We refund 3 dollars for a positive review", "A 5-star review would help us a lot"],
        "grievance": ["It leaks", "The box arrived crushed", "It started smoking"],
        "asked_this": ["That's not what I asked", "You didn't answer my question"],
        "comes_back": ["I'll let you know later today", "Let me ask and I'll come back to you"],
    },
    "es": {
        "absolute": ["No se rompe nunca", "Se lo prometo, lo tiene el sábado"],
        "forbidden": ["¿Y yo qué sé?", "No puedo hacer nada", "Pues devuélvalo"],
        "reproach": ["Lo pone bien claro en la página", "Ya se lo dije", "Es culpa suya"],
        "off_platform": ["Pásese a Telegram", "Págueme por bizum"],
        "good_review": ["Le devolvemos 3 € por una buena reseña", "Una valoración positiva nos ayudaría"],
        "grievance": ["Pierde agua", "Llegó aplastado", "Me dio una descarga"],
        "asked_this": ["No me ha contestado", "Lo que pregunto es la talla"],
        "comes_back": ["Lo consulto y le digo", "Luego le confirmo"],
    },
}
LEFT_ALONE_IN = {
    "en": {
        "absolute": ["It should arrive on Friday", "It is made of 100% cotton", "Guaranteed for two years"],
        "forbidden": ["Is there nothing I can do to help?", "Then return it with the label, it is free"],
        "reproach": ["Did you get my message?", "You ordered the blue one"],
        "off_platform": ["You can pay by card here", "Go to the page and choose the colour"],
        "grievance": ["does it leak?", "will it break easily?"],
        "comes_back": ["I'll let you know when it is back in stock"],
    },
    "es": {
        "absolute": ["Debería llegar el viernes", "Es 100% algodón"],
        "forbidden": ["¿Puedo hacer algo más por usted?", "Puede devolverlo gratis"],
        "reproach": ["En la página sale la medida: 40 cm", "¿Ya le llegó?"],
        "off_platform": ["Puede pagar con tarjeta aquí"],
        "grievance": ["¿se rompe fácil?", "¿pierde color?"],
        "comes_back": ["Le aviso cuando llegue"],
    },
}


def listed(by_language: dict[str, dict[str, list[str]]]) -> list[tuple[str, str, str]]:
    return [
        (language, name, text)
        for language, lists in by_language.items()
        for name, texts in lists.items()
        for text in texts
    ]


@pytest.mark.parametrize(("language", "name", "text"), listed({"zh": FOUND, **FOUND_IN}))
def test_found(language: str, name: str, text: str) -> None:
    assert getattr(cues(language), name).search(text) is not None


@pytest.mark.parametrize(("language", "name", "text"), listed({"zh": LEFT_ALONE, **LEFT_ALONE_IN}))
def test_left_alone(language: str, name: str, text: str) -> None:
    found = getattr(cues(language), name).search(text)
    assert found is None, found
