"""What Wasl says, in each language. ``_`` is a ``Texts``: one language's voice."""

from locales.catalogues import Catalogues, catalogues
from locales.languages import Language
from locales.texts import N_, NN_, Message, Texts

__all__ = ["NN_", "N_", "Catalogues", "Language", "Message", "Texts", "catalogues"]
