"""One text in several languages, as an organiser types it in one message."""

from __future__ import annotations

from locales import Texts, catalogues


def texts_typed(text: str, _: Texts) -> dict[str, str]:
    """By language, the lines from "fr: …" on; those before the first such line are in the organiser's own."""
    code, found = _.language.code, dict[str, list[str]]()
    for line in text.splitlines():
        named, colon, said = line.partition(":")
        if colon and named.strip().lower() in catalogues().codes:
            code, line = named.strip().lower(), said.strip()  # noqa: PLW2901 - without the name of the language
        found.setdefault(code, []).append(line)
    joined = {each: "\n".join(lines).strip() for each, lines in found.items()}
    return {each: said for each, said in joined.items() if said}
