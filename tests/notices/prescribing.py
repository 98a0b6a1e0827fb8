"""Stand-ins for what law prescribes word for word, so that the kinds which need it can be written."""

from datetime import date

from accounts.acts import Act
from notices import prescribed
from tests.notices.delivery.sent import pdf

VALID_FROM = date(2020, 1, 1)


def prescribe(writer: Act, *readers: Act) -> None:
    """One version of every sheet and wording that a kind needs, approved by these."""
    for wanted in prescribed.wanted():
        words = f"Stand-in for {wanted.code}: the issuer keeps here what law prescribes."
        content = pdf(words) if wanted.is_sheet else words.encode()
        kept = prescribed.keep(
            wanted, content, title="Information sheet" if wanted.is_sheet else "Wording", issue="stand-in",
            valid_from=VALID_FROM, act=writer,
        )  # fmt: skip
        for reader in readers:
            prescribed.approve(kept, reader)
