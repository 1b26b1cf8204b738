import pytest

from coach.readers.bodies import read_body


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在吗", ("text", "在吗", False)),
        ("", ("text", "", False)),
        ("[图片]", ("image", "", False)),
        ("【语音】", ("voice", "", False)),
        ("<video>", ("video", "", False)),
        ("[图片] 这个", ("text", "[图片] 这个", False)),
        ("[微笑]", ("text", "[微笑]", False)),
        ("<recognition>20240305.amr", ("voice", "", False)),
        ("<recognition>什么时候发货</recognition>20240305.amr", ("voice", "什么时候发货", False)),
        ("20240305.amr", ("voice", "", False)),
        ("<recognition>好 的 20240305.amr", ("voice", "", False)),
        ("[ 图片 ]", ("image", "", False)),
        ("https://item.taobao.com/item.htm?id=1", ("link", "https://item.taobao.com/item.htm?id=1", False)),
        ("https://img.example.com/a.jpg", ("image", "", False)),
        ("https://example.com 看", ("text", "https://example.com 看", False)),
        ("系统提示:该消息为卡片消息,请在客户端查看", ("card", "", True)),
        ("系统提醒：买家已付款", ("event", "系统提醒：买家已付款", True)),
        ("[系统提示]买家已付款", ("event", "[系统提示]买家已付款", True)),
        ("系统提示我付款失败怎么办", ("text", "系统提示我付款失败怎么办", False)),
        ("小美撤回了一条消息", ("recall", "", True)),
        ("系统提示：小美撤回了一条消息", ("recall", "", True)),
        ("你怎么撤回了一条消息啊", ("text", "你怎么撤回了一条消息啊", False)),
        ("【此消息为欢迎卡片或富文本模板答案，聊天记录中暂不支持展示】", ("card", "", False)),
        ("咨询订单号：200000000001    商品ID：100000000001", ("card", "", False)),
        ("您选择了一个订单进行咨询（订单号：1；商品编号：2）", ("card", "", False)),
        ("#E-s21", ("image", "", False)),
        ("#E-s21谢谢", ("text", "#E-s21谢谢", False)),
    ],
)
def test_bodies(text, expected):
    assert read_body(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<recognition>" + "a" * 100_000, "text"),
        ("[" + " " * 50_000 + "图", "text"),
        ("https://a" + ".jpg_" * 20_000 + "!", "link"),
    ],
    ids=["spoken", "placeholder", "picture"],
)
def test_long_bodies_that_only_begin_like_something_are_kept_whole(text, kind):
    assert read_body(text) == (kind, text, False)
