"""An agency's short name: what people call it, out of its full name in the business register.

A registered name is place + shop name + line of business + legal form (企业名称登记管理规定 art. 6–8):
温州市鹿城区 + 暖家 + 家政服务 + 有限公司. A card has room for the middle of it.
"""

from __future__ import annotations

import re
import unicodedata

BRACKETED = re.compile(r"\([^()]*\)|〔[^〕]*〕|【[^】]*】")
# From the legal form on: a branch's own name (…有限公司鹿城分公司) goes with it.
FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|(?:集团)?有限公司|集团公司|总公司|公司|(?:普通|有限)?合伙企业|个人独资企业|"
    r"专业合作社|合作社|经营部|服务部|服务站|服务中心|门市部|工作室|商行|中心|门店).*$"
)
# 都市, 小区 and their like are words of shop names, not ends of places.
PLACE = re.compile(
    r"^[一-鿿]{1,4}?(?:特别行政区|自治区|自治州|自治县|省|(?<![都城超夜])市|(?<![小社园市])区|县|街道|镇)"
)
TAIL = re.compile(
    r"(?<=家政|保洁|清洁|月嫂|母婴|养老|护理|照护|物业|管家|到家)(?:管理|咨询|信息|科技|技术|发展|服务)+$"
)
CHINESE = re.compile(r"[一-鿿]")
LEAST = 2


def short_name(full: str) -> str:
    """暖家家政 for 温州市鹿城区暖家家政服务有限公司; a name of another build stays as it is."""
    words = unicodedata.normalize("NFKC", full).split()
    name = ("" if CHINESE.search(full) else " ").join(words)
    name = BRACKETED.sub("", name) or name
    for pattern in (FORM, TAIL):
        name = _without(name, pattern)
    while (shorter := _without(name, PLACE)) != name:
        name = shorter
    return name


def _without(name: str, pattern: re.Pattern[str]) -> str:
    """The name without what matches, unless too little of it were left."""
    rest = pattern.sub("", name, count=1)
    return rest if len(rest) >= LEAST else name
