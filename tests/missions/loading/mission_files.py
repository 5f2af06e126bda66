"""A small mission file, for tests to change a line of."""

from __future__ import annotations

SMALL = """\
[mission]
key = "tangier"
title = { fr = "Visite retour à Tanger", en = "Return visit to Tangier" }
time_zone = "Africa/Casablanca"
starts_on = 2027-01-30
ends_on = 2027-02-14
default_language = "fr"

[[delegations]]
key = "andalusia"
title = { fr = "Délégation andalouse" }
country = "ES"

[[delegations]]
key = "morocco"
title = { fr = "Délégation marocaine" }
country = "MA"

[[venues]]
key = "chamber"
name = "Chambre de commerce"
latitude = 35.77
longitude = -5.80
tables = ["1", "2"]

[[venues]]
key = "port"
name = "Cité du port"
tables = ["1"]

[[slots]]
date = 2027-01-30
from = 09:30:00
to = 11:00:00
minutes = 30

[[slots]]
date = 2027-01-31
from = 14:00:00
to = 15:00:00
minutes = 25
pause_minutes = 5
venue = "port"

[[delegates]]
delegation = "morocco"
name = "Rachid Exemple"
organisation = "Société Exemple"
kind = "company"
position = "Gérant"
sectors = ["software", "cloud"]
offer = "Sites web"
need = "Clients en Espagne"
languages = ["ar", "fr"]
language = "fr"
phone = "+212 600 000 001"
email = "rachid@example.org"

[[delegates]]
delegation = "andalusia"
name = "Lucía Ejemplo"
organisation = "Ejemplo SL"
kind = "company"
offer = "Hosting"
need = "Desarrolladores"
languages = ["es", "fr"]
language = "es"
days = [2027-01-30]
"""


def edited(*changes: tuple[str, str]) -> str:
    """The small file, each first text replaced by the second; one that is not there is the test's own error."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def without(text: str, begins: str) -> str:
    """The file without the paragraph that begins so (its heading and keys up to the empty line)."""
    paragraphs = text.split("\n\n")
    kept = [paragraph for paragraph in paragraphs if begins not in paragraph]
    assert len(kept) == len(paragraphs) - 1, begins
    return "\n\n".join(kept)
