"""Invented questions for the benchmarks of FAQ mining, and questions that people have grouped, read from tables."""

import random
from itertools import accumulate

SUBJECTS = """
这件 那款 裙子 外套 面霜 坚果 礼盒 鞋子 杯子 被子 牛仔裤 防晒霜 毛衣 睡衣 书包 台灯 水壶 茶叶 面膜 床单
纸巾 洗衣液 饼干 牛肉干 羽绒服 衬衫 袜子 帽子 围巾 耳机 键盘 枕头 地垫 锅 刀 积木 童装 奶瓶 湿巾 猫粮
"""
POINTS = """
掉色 缩水 发货 退货 保质期 尺码 材质 优惠 赠品 颜色 快递 发票 起球 味道 说明书 包装 正品 保修 库存 重量
厚度 透气 防水 安装 用法 配件 运费 换货 预售 产地 成分 容量 电压 噪音 充电 清洗 弹性 版型 售后 生产日期
"""
FRAMES = ["{0}会{1}吗", "{0}的{1}怎么样", "想知道{0}{1}", "{0}{1}是什么情况", "有人问过{0}{1}吗", "{1}方面{0}好不好"]
FRAMES += ["{0}{1}要多久", "{0}能{1}不", "{1}的问题{0}有没有", "{0}{1}多少", "帮我看下{0}的{1}", "{0}{1}啥时候有"]
TAILS = "急用 送人的 第一次买 给妈妈买 看评价有人说 周末要用 昨天拍的 两件一起 在吗 亲 160穿的"

DRAWN_FROM, STEEPNESS = 0.4, 0.6
"""Of how many wordings a question is drawn, and how fast they become rare (Zipf): 3 in 10 are then new wordings."""


def invented(size):
    """As many questions, the same for the same size; a few wordings often, most once or twice, as in a shop's chats."""
    dice = random.Random(size)
    subjects, points, tails = SUBJECTS.split(), POINTS.split(), ["", *TAILS.split()]
    pool = {}
    while len(pool) < DRAWN_FROM * size:
        frame = dice.choice(FRAMES).format(dice.choice(subjects), dice.choice(points))
        pool[f"{dice.choice(tails)}{frame}{dice.choice(tails)}{dice.choice(tails)}"] = None
    weights = list(accumulate((rank + 10) ** -STEEPNESS for rank in range(len(pool))))
    return dice.choices(list(pool), cum_weights=weights, k=size)


def grouped(file):
    """The groups and texts of a table with a header and group<TAB>text lines."""
    rows = [line.split("\t", 1) for line in file.read_text(encoding="utf-8").splitlines()[1:] if "\t" in line]
    return [row[0] for row in rows], [row[1] for row in rows]
