"""What an enterprise's name tells of its trade: 「某某精密机械有限公司」 makes precision machines.

Places, brackets, brands and legal forms are left out; only words that stand in business scopes remain.
"""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from matcher.text.lexicon import Lexicon
from matcher.text.phrases import Deed, Phrase
from matcher.text.tokens import normalise, words

LEGAL_FORM = re.compile(
    r"(?:股份|集团|控股)*(?:有限责任|有限|普通合伙|特殊普通合伙|有限合伙)*"
    r"(?:总公司|公司|合伙企业|分公司|门市部|办事处|代表处|经营部|营业部).*$"
)
LONGEST = 40  # characters of a name that are read, from its end
TAIL = 8  # characters before the legal form that are read: trade words stand last
DEEDS = (
    (Deed.PRODUCTION, re.compile(r"厂$|制造|制品|加工|酿造|印染|铸造")),
    (Deed.SALE, re.compile(r"贸易|商贸|经贸|工贸|商店|商行|商场|超市|经营部|销售|百货|物资|供销|零售|批发")),
    (Deed.RESEARCH, re.compile(r"科技|技术|研究|研发")),
    (Deed.SERVICE, re.compile(r"服务|咨询|管理|代理|中介|事务所")),
)


def name_tail(name: str) -> str:
    """The last characters of a name before its legal form.

    >>> name_tail("某某（上海）生物科技股份有限公司")
    '某某生物科技'
    """
    text = normalise(name[-LONGEST:])
    bare = re.sub(r"\([^()]*\)", "", text) if "(" in text else text
    form = LEGAL_FORM.search(bare)
    return bare[max(0, form.start() - TAIL) : form.start()] if form else bare[-TAIL:]


def split_names(names: pl.Series, lex: Lexicon) -> tuple[list[Phrase], np.ndarray]:
    """Distinct trades that names tell, and for each name the number of its trade (int32, −1 where it tells none)."""
    ends = pl.DataFrame({"end": names.cast(pl.String).str.slice(-LONGEST)})
    distinct = ends["end"].unique(maintain_order=True).drop_nulls()
    known: dict[Phrase, int] = {}
    trades = [trade_of(name_tail(end), lex) for end in distinct.to_list()]
    numbers = [known.setdefault(trade, len(known)) if trade else -1 for trade in trades]
    table = pl.DataFrame({"end": distinct, "number": pl.Series(numbers, dtype=pl.Int32)})
    joined = ends.join(table, on="end", how="left", maintain_order="left")["number"].fill_null(-1)
    return list(known), joined.to_numpy().astype(np.int32)


def trade_of(tail: str, lex: Lexicon) -> Phrase | None:
    """The trade a name's tail tells, or None."""
    told = [word for word in words(tail, sub_words=False) if len(word) > 1 and lex.asking.get(word)]
    deed = next((deed for deed, pattern in DEEDS if pattern.search(tail)), Deed.UNSAID)
    text = "".join(told)
    if not tail or (not text and deed is Deed.UNSAID):
        return None
    return Phrase(text or tail[-1], text, deed)
