"""What a row of evidence is summed up to, in SQL: its sum, and what is filled in."""

from accounts.evidence.sources import Source


def summed(source: Source, where: str = "true") -> str:
    """The rows of a source with the sum of what is fixed, and what is filled in."""
    fixed = ", ".join(f't."{column}"' for column in source.fixed)
    filled = (
        "'{}'::jsonb" if not source.filled else f"jsonb_strip_nulls(jsonb_build_object({_filled(source)}))"
    )
    is_open = " OR ".join(f"{value(column)} IS NULL" for column in source.filled) or "false"
    return (
        f"SELECT {source.key} AS row, sha256(convert_to(jsonb_build_array({fixed})::text, 'UTF8')) AS fixed,"
        f' {filled} AS filled, {is_open} AS is_open FROM "{source.table}" t WHERE {source.where} AND {where}'
    )


def _filled(source: Source) -> str:
    return ", ".join(f"'{column}', {value(column)}" for column in source.filled)


def value(column: str) -> str:
    """What a column of ``t`` holds, or NULL: text is empty as '', all else as NULL."""
    return f"""nullif(to_jsonb(t."{column}"), '""'::jsonb)"""
