"""The ``{name}`` of a text."""

from string import Formatter


class PlaceholderError(ValueError):
    """The braces of a text cannot be filled in; the message says what would be right."""


def placeholders(text: str) -> frozenset[str]:
    """The names a text shows.

    Raises:
        PlaceholderError: a brace stands alone, or holds something other than a name.
    """
    try:
        fields = [*Formatter().parse(text)]
    except ValueError as error:
        raise PlaceholderError(f"{error}: a literal brace is doubled") from error
    names = set()
    for _text, name, spec, conversion in fields:
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise PlaceholderError(f"{{{name}}} is no placeholder: a name alone, such as {{name}}")
        names.add(name)
    return frozenset(names)
