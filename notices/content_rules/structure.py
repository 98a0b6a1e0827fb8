"""What a template may not hold whatever it means: typed numbers, days, pages, people; signs that hide words.

In a template every figure, day, telephone number, address of a page and person comes from a placeholder. The
numbers that law itself names are allowed by the lists of the language; names of laws are no figures.
"""

import re
import unicodedata
from collections.abc import Iterator

from notices.content_rules.visible_text import BLANK, Seen

Span = tuple[int, int]

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo|abril"
    "|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "two|three|four|five|six|seven|eight|nine"
_ENGLISH = (
    rf"(?:(?:{_TENS})[ -](?:one|{_ONES})|{_ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    rf"|seventeen|eighteen|nineteen|{_TENS}|(?:a )?hundred|(?:a )?thousand|a dozen|a couple of|a few|several)"
)
_SPANISH = (
    "(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete"
    "|dieciocho|diecinueve|veinte|veinti[a-z]+"
    "|(?:treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)"
    "(?: y (?:uno|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?"
    "|cien|ciento|mil|pocos|pocas|unos|unas)"
)
_TIMES = "hours?|minutes?|days?|weeks?|months?|years?|fortnights?"
_UNITS = (
    rf"(?:(?:working|business|calendar|more|full|short) )*(?:{_TIMES}|payments?|instal{{1,2}}ments?|dollars?"
    r"|pounds?|euros?|cents?|pence|percent|per cent|times|o clock|am|pm|grand)"
)
_UNIDADES = (
    "(?:horas?|minutos?|dias?|semanas?|mes|meses|anos?|quincenas?|pagos?|cuotas?|dolares|pesos|euros"
    "|por ciento|veces)"
)
_HAN = "零〇一二两三四五六七八九十百千万亿半几数廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_HAN_UNITS = (
    "个月|个小时|个钟头|个工作日|个星期|个礼拜|个自然日|工作日|自然日|天|日|号|月|年|小时|钟头|分钟|点钟|点前|点整|周|星期|礼拜|元|块|角"
    "|万元|期|次|成|折|倍|页|份|岁"
)
_NUMBERS = re.compile(
    "|".join(
        [
            r"(?<![a-z])\d+(?:[.,:/ -]+\d+)*|\d+(?![a-z\d])",
            rf"(?<!\w){_ENGLISH}(?: and a half)?[ -]{_UNITS}(?!\w)",
            r"(?<!\w)one (?:hour|day|week|month|year)(?!\w)",
            rf"(?<!\w){_SPANISH} {_UNIDADES}(?!\w)",
            r"(?<!\w)una? (?:hora|dia|semana|mes|ano)(?!\w)",
            rf"(?<!\w)(?:the )?\w+(?:st|nd|rd|th) of (?:{_MONTHS})(?!\w)",
            rf"(?<!\w)(?:{_MONTHS}) (?:the )?(?:first|\w+th)(?!\w)",
            rf"(?<!\w){_SPANISH} de (?:{_MONTHS})(?!\w)",
            rf"(?<!\w)(?:{_ENGLISH}|one|zero|oh)(?:[ ,-]+(?:{_ENGLISH}|one|zero|oh)){{2,}}(?!\w)",
            r"(?<!\w)half (?:of|the|now|a (?:day|month|year))(?!\w)|(?<!\w)la mitad(?!\w)",
            rf"(?<![周期每第统唯])[{_HAN}]+(?:{_HAN_UNITS})",
            rf"百分之[{_HAN}]+|[{_HAN}]{{3,}}",
            rf"[欠还付缴][{_HAN}]+(?![{_HAN}]*(?:次|份|遍|些|点))|分机[{_HAN}\d]+",
            rf"(?<!\w)(?:owe|pay|send|extension|number) (?:us |me )?{_ENGLISH}(?!\w)",
            rf"(?<!\w){_ENGLISH} is (?:what|all)",
            rf"(?<!\w)(?:debe|pague|ingrese|envie|extension) (?:usted )?{_SPANISH}(?!\w)"
            r"|(?<!\w)(?:(?:dos|tres|cuatro|seis|ocho|nove)?cient[oa]s|quinient[oa]s|setecient[oa]s|mil)(?!\w)",
            r"先(?:还|付)一半|一半(?:欠款|先)",
        ]
    )
)
# Chinese in which a numeral counts nothing.
_NO_COUNT = re.compile(
    r"几期|一(?:期|次|份|页|点(?!钟|前|整)|倍|号(?!前))|下一期|十分(?!钟)|万一|数次|半年报"
)
_LAW = re.compile(
    r"(?:sections?|regulations?|articles?|act|acts|title|appendix|part|secciones|seccion|articulos?|ley)"
    r" \d[\w.-]*(?:\(\w+\))*"
    rf"|第[{_HAN}\d]+条(?:之[{_HAN}])?|[〔(（\[]\d{{4}}[〕)）\]]\d+号"
)
_PAGES = re.compile(
    r"https?:|www\s*\.|(?<![\w.])[\w-]+\s*\.\s*(?:com|org|net|info|example|gov|edu|top|xyz|cc|io|me|cn|uk|us|es|mx)(?![\w])"
    r"|[\w.-]+@[\w-]+\.\w+|(?<!\w)dot (?:com|org|net)(?!\w)|(?<!\w)punto com(?!\w)|点(?:com|cn|net)"
)
_PEOPLE = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|miss|dr|don|dona|sr|sra|senor|senora|agent|officer|inspector)"
    r"\.? +(?!or |y |o )[a-z]{2,}"
    r"|(?:找|联系|联络|致电|回电|询问|问|交给|付给|转给|汇给|打给)[^，。；]{0,12}?[\u4e00-\u9fff](?:经理|先生|女士|主任|专员|小姐|队长)"
    r"|(?:找|联系|联络|致电|回电|交给|付给)[小老阿][赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张曹严魏陶姜谢苏潘彭马方任袁唐廖](?![\u4e00-\u9fff])"
    r"|(?:转|汇|打|付|交)给(?!我们|我行|本行|银行|您|你)[\u4e00-\u9fff]{2,3}(?![\u4e00-\u9fff])"
)
# Single letters with spaces or points between them, which together are a word.
_SPACED = re.compile(
    r"(?<!\w)(?:[a-z][ .,_*/-]{1,3}){3,}[a-z](?!\w)|[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff]){3,}"
)
# Strokes and signs put between Chinese characters to keep a word from being read.
FILLER = "口〇丶丿丨亅乛乁灬氵亻"
_FILLED = re.compile(rf"[{FILLER[1:]}]")
_FINE_MARKS = set("“”‘’–—…·•«»¿¡、。，；：？！（）《》〈〉【】「」『』〔〕％￥／～－ \u3000\u00a0£€¥")
_BAD_ASCII = set("*_~^<>|\\#=`@")
_SYLLABLE = (
    "(?:[zcs]h?|[bpmfdtnlgkhjqxrwy])?(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|uen|van|ai|ei|ao|ou|an|en|in"
    "|ia|ie|iu|ua|uo|ui|un|ue|ve|er|a|o|e|i|u|v)"
)
_PINYIN = re.compile(rf"(?:{_SYLLABLE})+")
_ONE_SYLLABLE = re.compile(_SYLLABLE)
_TELLTALE = re.compile(r"^(?:zh|x|q(?!u)|c[aeiou](?!n)|j[iu]|.*(?:uo|iao|iang|iong|uang|ui|iu|ei|ao))")
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")


def numbers(plain: str) -> Iterator[Span]:
    """Figures, days and amounts, in digits, words or Chinese numerals; ``plain`` as the lists read it."""
    free = [match.span() for pattern in (_LAW, _NO_COUNT) for match in pattern.finditer(plain)]
    for match in _NUMBERS.finditer(plain):
        if not any(
            start <= match.start() and match.end() <= max(end, match.start() + 1) for start, end in free
        ):
            yield match.span()


def pages(plain: str) -> Iterator[Span]:
    yield from (match.span() for match in _PAGES.finditer(plain))


def people(plain: str) -> Iterator[Span]:
    """A person named by title; the reader's own name comes from a placeholder."""
    yield from (match.span() for match in _PEOPLE.finditer(plain) if BLANK not in match.group())


def symbols(text: str) -> Iterator[Span]:
    """Pictures, enclosed letters and strokes that no plain sentence needs. Places in the text itself."""
    covered = _PLACEHOLDER.sub(lambda match: " " * len(match.group()), text)
    for place, character in enumerate(covered):
        if _is_symbol(character):
            yield place, place + 1
    yield from (match.span() for match in _FILLED.finditer(covered))


def spaced(plain: str) -> Iterator[Span]:
    """Words whose letters are set apart; ``plain`` as the lists read it."""
    yield from (match.span() for match in _SPACED.finditer(plain))


def split_words(text: str) -> Iterator[Span]:
    """A placeholder that stands inside a word."""
    for match in _PLACEHOLDER.finditer(text):
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        if _is_latin(before) or _is_latin(after):
            yield max(match.start() - 1, 0), min(match.end() + 1, len(text))


def pinyin(reading: Seen) -> Iterator[Span]:
    """Chinese written in Latin letters: any in a Chinese sentence, a run of it in another one."""
    in_chinese = any("\u4e00" <= character <= "\u9fff" for character in reading.plain)
    run: list[re.Match[str]] = []
    for match in re.finditer(r"[a-z]+|[^a-z\s]", reading.plain):
        word = match.group()
        if in_chinese and _is_pinyin(word, reading.plain[: match.start()], reading.plain[match.end() :]):
            yield reading.span(*match.span())
        if _ONE_SYLLABLE.fullmatch(word):
            run.append(match)
            continue
        yield from _run(run, reading, in_chinese)
        run = []
    yield from _run(run, reading, in_chinese)


def _is_pinyin(word: str, before: str, after: str) -> bool:
    """A long word of syllables, or a syllable that stands for a character between two others."""
    if len(word) > 3:
        return bool(_PINYIN.fullmatch(word))
    between = all("\u4e00" <= character <= "\u9fff" for character in (before[-1:], after[:1]) if character)
    return len(word) > 1 and bool(before and after) and between and bool(_ONE_SYLLABLE.fullmatch(word))


def _run(run: list[re.Match[str]], reading: Seen, in_chinese: bool) -> Iterator[Span]:
    telltale = sum(bool(_TELLTALE.match(match.group())) for match in run)
    if len(run) >= (2 if in_chinese else 4) and (in_chinese or telltale >= 2):
        yield reading.span(run[0].start(), run[-1].end())


def _is_symbol(character: str) -> bool:
    if character.isascii():
        return character in _BAD_ASCII
    if character in _FINE_MARKS or "\uff01" <= character <= "\uff5e":
        return False
    return unicodedata.category(character) in (
        "So",
        "Sk",
        "Sm",
        "Sc",
        "No",
        "Nl",
        "Po",
        "Lm",
        "Pc",
        "Ps",
        "Pe",
        "Pd",
    )


def _is_latin(character: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN")
