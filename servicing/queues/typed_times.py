"""Times as people type them: ``tue 10``, ``tomorrow 14:30``, ``in 2 h``, ``明天9点``, ``mañana 9``.

All three languages are read whatever the page is in: people mix them. Pure.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.dates import local_day

MORNING = time(9)  # where only a day is typed
_AFTERNOON = range(1, 7)  # an hour without more: nobody means the night
DAY = timedelta(days=1)


class UnreadableTime(ValueError):  # noqa: N818 -- named for what is wrong with the text
    """The text names no moment that lies ahead."""


_WEEKDAYS = (
    "mon monday lun lunes 周一 星期一 礼拜一",
    "tue tues tuesday mar martes 周二 星期二 礼拜二",
    "wed wednesday mie miercoles 周三 星期三 礼拜三",
    "thu thur thurs thursday jue jueves 周四 星期四 礼拜四",
    "fri friday vie viernes 周五 星期五 礼拜五",
    "sat saturday sab sabado 周六 星期六 礼拜六",
    "sun sunday dom domingo 周日 周天 星期日 星期天 礼拜天",
)
_MONTHS = (
    "jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril", "may mayo",
    "jun june junio", "jul july julio", "aug august ago agosto", "sep sept september septiembre set",
    "oct october octubre", "nov november noviembre", "dec december dic diciembre",
)  # fmt: skip
_NEAR = ("today hoy 今天", "tomorrow tmr tmrw manana 明天", "pasado+manana 后天 後天")
_UNITS = {
    "minutes": "m min mins minute minutes minuto minutos 分钟 分",
    "hours": "h hr hrs hour hours hora horas 小时 个小时",
    "days": "d day days dia dias 天",
    "weeks": "w week weeks semana semanas 周 个星期",
}
_COUNT = re.compile(r"(?<![周期拜])([一二三四五六七八九两])(?=[点點天小个分])")
_DIGITS = str.maketrans("一二三四五六七八九两", "1234567892")


def _by_word(rows: tuple[str, ...]) -> dict[str, int]:
    return {word.replace("+", " "): number for number, row in enumerate(rows) for word in row.split()}


def _either(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


WEEKDAYS, MONTHS, NEAR = _by_word(_WEEKDAYS), _by_word(_MONTHS), _by_word(_NEAR)
UNITS = {word: unit for unit, row in _UNITS.items() for word in row.split()}
_CLOCK = re.compile(
    r"(?P<noon>上午|下午|晚上|早上|中午)?\s*(?:at |a las? )?"
    r"(?P<hour>\d{1,2})(?:[:.点點时](?P<minute>\d{2}|半)?分?)?"
    r"\s*(?P<half>am|pm|a\.m\.|p\.m\.)?\s*(?:h|hs|hrs)?$"
)
_AFTER = re.compile(rf"(?:in |en |dentro de )?(\d+|半)\s*({_either(UNITS)})(?:之?后|以后)?$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CHINESE = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:de )?({_either(MONTHS)})\b\.?")
_MONTH_DAY = re.compile(rf"({_either(MONTHS)})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?= |$)(?!:)")
_WEEKDAY = re.compile(rf"(下|next |proximo )?(?:el )?({_either(WEEKDAYS)})(?![a-z])\.?")
_NEAR_DAY = re.compile(rf"({_either(NEAR)})(?![a-z])")


def read(typed: str, now: datetime, zone: str) -> datetime:
    """The moment that the text means by the clock of the zone. Raises ``UnreadableTime``."""
    text = _plain(typed)
    after = _AFTER.match(text)
    moment = now + _length(*after.groups()) if after else _at(text, now, ZoneInfo(zone))
    if moment <= now:
        raise UnreadableTime(typed)
    return moment.astimezone(UTC)


def _plain(typed: str) -> str:
    """Small letters without accents, and Chinese numbers as digits where they count something."""
    text = unicodedata.normalize("NFKD", typed.strip().lower())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _COUNT.sub(lambda number: number[1].translate(_DIGITS), text)
    return re.sub(r"[\s,，]+", " ", text).strip()


def _length(number: str, unit: str) -> timedelta:
    if number == "半":
        return timedelta(minutes=30)
    if len(number) > 3:  # nobody waits for a thousand of anything
        raise UnreadableTime(number)
    return timedelta(**{UNITS[unit]: int(number)})


def _at(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    today = local_day(now, zone)
    day, rest = _day(text, today)
    clock = _clock(rest)
    if day:
        return datetime.combine(day, clock or MORNING, zone)
    if clock is None:
        raise UnreadableTime(text)
    at = datetime.combine(today, clock, zone)
    return at if at > now else datetime.combine(today + DAY, clock, zone)


def _day(text: str, today: date) -> tuple[date | None, str]:
    """The day that the text begins with, and what follows it; none where it names only a time."""
    for pattern, meant in _DAYS:
        if match := pattern.match(text):
            try:
                return meant(match, today), text[match.end() :].strip()
            except ValueError as error:
                raise UnreadableTime(text) from error
    return None, text


def _clock(text: str) -> time | None:
    if not text:
        return None
    match = _CLOCK.match(text)
    if not match:
        raise UnreadableTime(text)
    hour = int(match["hour"])
    minute = 30 if match["minute"] == "半" else int(match["minute"] or 0)
    half = (match["half"] or "").replace(".", "")
    late = half == "pm" or match["noon"] in ("下午", "晚上")
    bare = not half and not match["noon"] and hour in _AFTERNOON
    hour = 0 if half == "am" and hour == 12 else hour + 12 if (late or bare) and hour < 12 else hour
    try:
        return time(hour, minute)
    except ValueError as error:
        raise UnreadableTime(text) from error


def _iso(match: re.Match[str], today: date) -> date:
    return date(*map(int, match.groups()))


def _next_date(month: int, day: int, today: date) -> date:
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _of_weekday(match: re.Match[str], today: date) -> date:
    """The next such day. In Chinese 下 means that of the next week."""
    weekday = WEEKDAYS[match[2]]
    if match[1] == "下":
        return today - today.weekday() * DAY + (7 + weekday) * DAY
    return today + ((weekday - today.weekday() - 1) % 7 + 1) * DAY


_DAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
    (_ISO, _iso),
    (_CHINESE, lambda match, today: _next_date(int(match[1]), int(match[2]), today)),
    (_DAY_MONTH, lambda match, today: _next_date(MONTHS[match[2]] + 1, int(match[1]), today)),
    (_NEAR_DAY, lambda match, today: today + NEAR[match[1]] * DAY),
    (_WEEKDAY, _of_weekday),
    (_MONTH_DAY, lambda match, today: _next_date(MONTHS[match[1]] + 1, int(match[2]), today)),
)
