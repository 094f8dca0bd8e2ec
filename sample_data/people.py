"""People and enterprises who do not exist: names drawn at random, numbers that cannot be issued.

An identity number begins with 99, which is no province, and ends with a wrong check digit; so does
a credit code of an enterprise. A telephone number begins with 100, which no carrier has.
"""

from dataclasses import dataclass

import numpy as np

from sample_data.reference import departments

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常"
)
GIVEN = (
    "安柏晨初丹恩帆歌禾珩嘉简静君可澜朗黎霖苓宁沛萍棋青然若森书舒澍思松棠恬桐望薇闻汐夏晓欣星轩雪研彦"
    "扬依怡亦弈英颖悠雨语元苑月悦云泽知芷舟竹卓梓"
)
PLACES = ("杭州湾", "海湾", "枫溪", "秀浦", "金卫", "漕河", "山塘", "亭枫", "龙胜", "卫零")
STYLES = ("启", "恒", "盛", "嘉", "瑞", "和", "信", "达", "新", "源", "泰", "鸿")
TRADES = (
    *("食品", "化工材料", "机械", "建筑工程", "物流", "餐饮管理", "农业科技", "医疗器械"),
    *("生物科技", "商贸", "新材料", "环保科技", "文化传播", "物业服务"),
)
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "合作社", "经营部")
ID_WEIGHTS = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
ID_CHECKS = "10X98765432"
CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
PERSONS = 12_000
ENTERPRISES = 4_000

Places = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True)
class Applicants:
    """A stock of applicants: persons first, enterprises after them."""

    names: list[str]
    numbers: list[str]
    phones: list[str]

    @property
    def first_enterprise(self) -> int:
        """The place of the first enterprise."""
        return PERSONS


def applicants(rng: np.random.Generator) -> Applicants:
    """Draw the stock: the same seed, the same stock."""
    names = person_names(rng, PERSONS) + _enterprise_names(rng, ENTERPRISES)
    numbers = _identity_numbers(rng, PERSONS) + _credit_codes(rng, ENTERPRISES)
    phones = [f"100{number:08d}" for number in rng.integers(0, 10**8, len(names))]
    return Applicants(names, numbers, phones)


def person_names(rng: np.random.Generator, count: int) -> list[str]:
    """Names of a surname and one or two characters, drawn at random."""
    surname = rng.integers(0, len(SURNAMES), count)
    first, second = rng.integers(0, len(GIVEN), (2, count))
    short = rng.random(count) < 0.18
    return [
        SURNAMES[s] + GIVEN[a] + ("" if is_short else GIVEN[b])
        for s, a, b, is_short in zip(surname, first, second, short, strict=True)
    ]


@dataclass(frozen=True)
class Teams:
    """The officers of all departments in one list; a department's are those from its first on.

    The first half of a team accepts and reviews, the next third checks, the last ones approve.
    """

    names: list[str]
    first: np.ndarray[tuple[int], np.dtype[np.int64]]
    size: np.ndarray[tuple[int], np.dtype[np.int64]]


def teams(rng: np.random.Generator) -> Teams:
    """A small team for each department, no name twice."""
    size = np.array([department.team for department in departments()])
    drawn = dict.fromkeys(person_names(rng, int(size.sum()) * 2))
    return Teams(list(drawn)[: int(size.sum())], np.cumsum(size) - size, size)


def more_enterprises(rng: np.random.Generator, count: int) -> Applicants:
    """Enterprises that have never applied for anything."""
    numbers = _credit_codes(rng, count)
    phones = [f"100{number:08d}" for number in rng.integers(0, 10**8, count)]
    return Applicants(_enterprise_names(rng, count), numbers, phones)


def _enterprise_names(rng: np.random.Generator, count: int) -> list[str]:
    parts = [
        [words[n] for n in rng.integers(0, len(words), count)]
        for words in (PLACES, STYLES, STYLES, TRADES, FORMS)
    ]
    return ["".join(words) for words in zip(*parts, strict=True)]


def _identity_numbers(rng: np.random.Generator, count: int) -> list[str]:
    """Identity numbers (GB 11643) of 18 characters that no one can have."""
    year, month = rng.integers(1950, 2006, count), rng.integers(1, 13, count)
    born = year * 10_000 + month * 100 + rng.integers(1, 29, count)
    parts = (
        (99, 2),
        (rng.integers(0, 10_000, count), 4),
        (born, 8),
        (rng.integers(1, 1000, count), 3),
    )
    body = np.concatenate([_digits(part, places, count) for part, places in parts], axis=1)
    return _with_a_wrong_check(rng, body, body @ ID_WEIGHTS, ID_CHECKS, "0123456789")


def _credit_codes(rng: np.random.Generator, count: int) -> list[str]:
    """Credit codes (GB 32100) of 18 characters that no enterprise can have."""
    office = _digits(rng.integers(99_990_000, 100_000_000, count), 8, count)
    letters = rng.integers(0, len(CREDIT_LETTERS), (count, 9))
    body = np.concatenate([office, letters], axis=1)
    return _with_a_wrong_check(rng, body, -(body @ CREDIT_WEIGHTS), CREDIT_LETTERS, CREDIT_LETTERS)


def _digits(numbers: int | Places, places: int, count: int) -> Places:
    """The last decimal places of each number, a column each."""
    powers = 10 ** np.arange(places - 1, -1, -1)
    return np.broadcast_to(numbers, count)[:, None] // powers % 10


def _with_a_wrong_check(
    rng: np.random.Generator, body: Places, right: Places, checks: str, letters: str
) -> list[str]:
    """The bodies, each with a check character that is not the right one."""
    wrong = (right + rng.integers(1, len(checks), len(body))) % len(checks)
    signs = np.array(list(letters))[body]
    signs = np.concatenate([signs, np.array(list(checks))[wrong][:, None]], axis=1)
    words: list[str] = signs.view(f"U{signs.shape[1]}")[:, 0].tolist()
    return words
