"""Invented customers and order numbers: nicks as people choose them, masks as JD shows them; nobody real."""

from random import Random

from coach.demo.facts import Platform

_WHO = (
    "爱吃糖的", "怕冷的", "追剧的", "晒太阳的", "早起的", "不吃香菜的", "攒钱的", "爱喝奶茶的", "迷路的", "慢吞吞的",
    "减肥中的", "会发光的", "住在云上的", "数星星的", "学游泳的", "半糖", "胖胖的", "发呆的", "种花的", "犯困的",
)  # fmt: skip
_WHAT = (
    "小鹿", "橘猫", "柚子", "土豆", "海豚", "月亮", "团子", "青柠", "布丁", "考拉", "芝麻", "蒲公英", "鲸鱼", "栗子",
    "松鼠", "豆包", "麻薯", "西瓜", "小熊", "汤圆",
)  # fmt: skip
_WORDS = ("lemon", "sunny", "coco", "momo", "candy", "olive", "pudding", "bubble", "mint", "rainy", "cloud", "mocha")
_LETTERS = "abcdefghjklmnpqrstuvwxyz"
_ORDER_DIGITS = {"taobao": (2108, 15), "jd": (2903, 8)}


class Customers:
    """Gives out nicks, each once, JD's masked names, which two people may share, and order numbers, each once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._nicks: set[str] = set()
        self._numbers: set[str] = set()

    def nick(self) -> str:
        """A Taobao nick that nobody else has."""
        nick = self._draw_nick()
        while nick in self._nicks:
            nick = self._draw_nick()
        self._nicks.add(nick)
        return nick

    def mask(self) -> str:
        """A JD customer as the log shows one; another customer may look the same."""
        return f"{self._random.choice(_LETTERS)}****{self._random.randint(0, 99):02}"

    def order_number(self, platform: Platform) -> str:
        """An order number: 19 digits on Taobao, 12 on JD."""
        head, digits = _ORDER_DIGITS[platform]
        number = f"{head}{self._random.randrange(10**digits):0{digits}}"
        while number in self._numbers:
            number = f"{head}{self._random.randrange(10**digits):0{digits}}"
        self._numbers.add(number)
        return number

    def _draw_nick(self) -> str:
        random = self._random
        kind = random.random()
        if kind < 0.35:
            return f"tb_{random.randrange(10**6, 10**9)}"
        if kind < 0.5:
            return f"t_15{random.randrange(10**11):011}_0{random.randint(1, 9)}"
        if kind < 0.65:
            return f"{random.choice(_WORDS)}_{random.choice(_WORDS)}{random.randint(1, 9999)}"
        number = random.randint(0, 9999)
        return f"{random.choice(_WHO)}{random.choice(_WHAT)}{number if number % 3 else ''}"
