"""How reports are shown on pages: their cells, and their pictures as SVG without a style or a script."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from servicing.exports import report_files as files
from servicing.exports.report import Cell, Column, Picture, Series, Table
from servicing.templatetags import desk

register = template.Library()

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 8, 10, 34
# Beside its colour every series has a pattern of strokes, so that it reads without colour.
STROKES = {
    "m0": "M0 8L8 0", "m1": "M0 0L8 8", "m2": "M0 4H8M4 0V8", "m3": "M0 0L8 8M0 8L8 0", "2": "M0 8L8 0",
    "3": "M0 4H8", "4": "M4 0V8",
}  # fmt: skip
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4")


@register.simple_tag
def cell(each: Cell, column: Column, may_open: bool = False) -> SafeString:
    """A value as its column shows it, with the address of what is behind it."""
    if column.kind == "stage" and each.value is not None:
        shown = stage_or_word(each.value)
    elif each.value is None:
        shown = desk.NOTHING
    elif each.value == 0 and column.is_number and column.kind != "change":
        shown = format_html('<span class="nothing">{}</span>', files.read(each, column))
    elif isinstance(each.value, date):
        shown = desk.iso(each.value)
    else:
        shown = escape(files.read(each, column))
    if each.link and may_open and each.value:
        return format_html('<a href="{}">{}</a>', each.link, shown)
    return mark_safe(shown)  # noqa: S308 -- escaped above


@register.filter
def stage_or_word(code: str) -> str:
    """A stage with its colour; new and left in words."""
    return desk.badge(code) if code in desk.BARS else files.stage_name(code)


@register.filter
def fact(value: Any) -> str:
    """What a report was asked for, as people read it."""
    return desk.iso(value) if isinstance(value, date) else str(value)


@register.filter
def lines(table: Table) -> Iterator[list[tuple[Column, Cell]]]:
    """Rows as pairs of column and cell."""
    return (list(zip(table.columns, row, strict=True)) for row in table.rows)


@register.filter
def sums(table: Table) -> Iterator[list[tuple[Column, Cell]]]:
    return (list(zip(table.columns, row, strict=True)) for row in table.foot)


@register.simple_tag
def picture(table: Table) -> SafeString:
    """The picture of a table, which is its data. Colours are classes, patterns are of the picture itself."""
    drawn = table.picture
    if drawn is None or drawn.is_empty:
        return mark_safe("")
    marks = _bars(drawn, table.code) if drawn.shape == "bars" else _lines_of(drawn)
    inside = "".join((*_patterns(drawn, table.code), *_axis(drawn), *marks, *_under(drawn)))
    name = f"picture-{escape(table.code)}"
    return mark_safe(  # noqa: S308 -- every text in it is escaped
        f'<figure class="picture"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-labelledby="{name}-title" aria-describedby="{name}-text">'
        f'<title id="{name}-title">{escape(drawn.title)}</title>'
        f'<desc id="{name}-text">{escape(drawn.description)}</desc>{inside}</svg>'
        f"<figcaption>{_legend(drawn, table.code)}</figcaption></figure>"
    )


def _x(drawn: Picture, place: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * place / max(len(drawn.labels), 1)


def _y(drawn: Picture, value: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / drawn.top)


def _axis(drawn: Picture) -> Iterator[str]:
    for value, label in drawn.levels:
        y = _y(drawn, value)
        yield f'<line class="level" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="name" x="{LEFT - 6}" y="{y + 4:.1f}">{label}</text>'


def _under(drawn: Picture) -> Iterator[str]:
    every = max(1, -(-len(drawn.labels) // 7))
    for place, label in enumerate(drawn.labels):
        if place % every == 0:
            x = _x(drawn, place + 0.5)
            yield f'<text class="when" x="{x:.1f}" y="{HEIGHT - 14}">{escape(label)}</text>'


def _bars(drawn: Picture, code: str) -> Iterator[str]:
    width = min(44.0, (WIDTH - LEFT - RIGHT) / max(len(drawn.labels), 1) * 0.72)
    for place in range(len(drawn.labels)):
        below = 0.0
        for series in drawn.series:
            value = float(series.values[place] or 0)
            if value:
                x, top = _x(drawn, place + 0.5) - width / 2, _y(drawn, below + value)
                height = _y(drawn, below) - top
                box = f'x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
                yield f'<rect class="fill-{series.style}" {box}/>'
                if series.style in STROKES:
                    yield f'<rect fill="url(#{escape(code)}-{series.style})" {box}/>'
            below += value


def _lines_of(drawn: Picture) -> Iterator[str]:
    for number, series in enumerate(drawn.series):
        points = [
            None if value is None else (_x(drawn, place + 0.5), _y(drawn, float(value)))
            for place, value in enumerate(series.values)
        ]
        dash = f' stroke-dasharray="{DASHES[number % len(DASHES)]}"' if number % len(DASHES) else ""
        for one, other in pairwise(points):
            if one and other:
                yield (
                    f'<line class="line line-{series.style}"{dash} x1="{one[0]:.1f}" y1="{one[1]:.1f}"'
                    f' x2="{other[0]:.1f}" y2="{other[1]:.1f}"/>'
                )
        for point in points:
            if point:
                at = f'cx="{point[0]:.1f}" cy="{point[1]:.1f}"'
                yield f'<circle class="dot line-{series.style}" {at} r="2.5"/>'


def _patterns(drawn: Picture, code: str) -> Iterator[str]:
    for series in drawn.series:
        if drawn.shape == "bars" and series.style in STROKES:
            yield (
                f'<defs><pattern id="{escape(code)}-{series.style}" width="8" height="8"'
                f' patternUnits="userSpaceOnUse"><path class="hatch" d="{STROKES[series.style]}"/>'
                "</pattern></defs>"
            )


def _legend(drawn: Picture, code: str) -> str:
    return "".join(_sign(drawn, series, number, code) for number, series in enumerate(drawn.series))


def _sign(drawn: Picture, series: Series, number: int, code: str) -> str:
    """A small piece of what stands for a series, and its name."""
    if drawn.shape == "bars":
        hatch = (
            f'<rect fill="url(#{escape(code)}-{series.style})" width="14" height="10"/>'
            if series.style in STROKES
            else ""
        )
        sign = f'<rect class="fill-{series.style}" width="14" height="10"/>{hatch}'
    else:
        dash = f' stroke-dasharray="{DASHES[number % len(DASHES)]}"' if number % len(DASHES) else ""
        sign = f'<line class="line line-{series.style}"{dash} x1="0" y1="5" x2="22" y2="5"/>'
    width = 14 if drawn.shape == "bars" else 22
    return (
        f'<span class="sign"><svg viewBox="0 0 {width} 10" width="{width}" height="10" aria-hidden="true">'
        f"{sign}</svg>{escape(series.label)}</span>"
    )
