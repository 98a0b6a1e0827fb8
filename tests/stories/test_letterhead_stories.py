"""What the issuer says of itself on its letters, in dated lines: who writes it, who approves it, from when it counts.

2026-02-24 ana writes pay_to Example Bank 6222      one text of the letterhead in force, changed
2026-02-24 ana cannot write name come with the police    refused
2026-02-24 bea approves                             the newest version; bea cannot approve twice: refused for that
2026-02-24 letters say pay_to Example Bank 6222     on that day
"""

from datetime import UTC, date, datetime, time

import pytest

from accounts.acts import Act
from notices.letters import letterheads
from notices.letters.letterheads import TEXTS, CannotApprove, RefusedTexts

pytestmark = pytest.mark.django_db

CN = ("CN", "zh-hans")
STORIES = """
another telephone number counts once somebody else has approved it
2026-02-24 ana writes service_number 400-000-9999
2026-02-24 letters say service_number 400-000-0000
2026-02-24 ana cannot approve own
2026-02-25 bea approves
2026-02-25 letters say service_number 400-000-9999
2026-02-25 cleo cannot approve done

where money goes takes two others, and a whole day goes by before a letter says it
2026-02-24 ana writes pay_to 示例银行 6222
2026-02-24 bea approves
2026-02-24 bea cannot approve twice
2026-02-24 ana cannot approve own
2026-02-25 letters say not pay_to 示例银行 6222
2026-02-25 cleo approves
2026-02-26 letters say not pay_to 示例银行 6222
2026-02-27 letters say pay_to 示例银行 6222

an account that nobody approved is none that the next version may keep with one approval
2026-02-24 ana writes pay_to 示例银行 6222
2026-02-25 ana writes pay_to 示例银行 6222
2026-02-25 bea approves
2026-02-28 letters say not pay_to 示例银行 6222

a threat, and other people, reach no customer
2026-02-24 ana cannot write how_to_query 我们会和警察一起上门，并告诉您的老板
2026-02-24 ana cannot write product_names CN-CLASSIC: 不还款就坐牢卡
2026-02-24 ana cannot write debt_advice 立即还款，否则后果自负
2026-02-24 letters say service_number 400-000-0000
"""


def at(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(4), UTC)


def newest():
    return letterheads._versions(*CN).first()


def tell(day: str, who: str, *words: str) -> None:
    verb, rest = words[0], words[1:]
    if verb == "cannot" and rest[0] == "write":
        with pytest.raises(RefusedTexts):
            write(day, who, rest[1], rest[2:])
    elif verb == "cannot":
        with pytest.raises(CannotApprove) as refused:
            letterheads.approve(newest(), Act(by=who, at=at(day)))
        assert refused.value.code == rest[1]
    elif verb == "writes":
        write(day, who, rest[0], rest[1:])
    elif verb == "approves":
        letterheads.approve(newest(), Act(by=who, at=at(day)))
    else:
        is_said = rest[0] != "not"
        name, *text = rest if is_said else rest[1:]
        counts = letterheads.in_force(*CN, date.fromisoformat(day))
        assert (" ".join(text) in getattr(counts, name)) == is_said, f"{day}: {getattr(counts, name)}"


def write(day: str, who: str, name: str, text: tuple[str, ...]) -> None:
    counts = letterheads.in_force(*CN, date.fromisoformat(day))
    texts = {each: getattr(counts, each) for each in TEXTS} | {name: " ".join(text)}
    letterheads.save(*CN, texts, counts.seal, act=Act(by=who, at=at(day)))


@pytest.mark.parametrize("story", STORIES.strip().split("\n\n"), ids=lambda story: story.splitlines()[0])
def test_story(story):
    letterheads.put_examples(Act(at=at("2026-02-01")))
    for line in story.splitlines()[1:]:
        tell(*line.split())
