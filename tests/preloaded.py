"""What every process of the tests has before it is forked: the imports, which take seconds, and the catalogues.

Parsing the catalogues is half of a start. None of it is garbage: collecting it takes a fifth of the time.
"""

import gc
from importlib import import_module

from locales import catalogues

gc.disable()
for name in (
    "pytest",
    "bot.cli.app",
    "bot.roles",
    "alembic.command",
    "bot.cli.failed_updates",
    "bot.cli.mission",
    "sandbox.__main__",
):
    import_module(name)
catalogues()
gc.freeze()
gc.enable()
