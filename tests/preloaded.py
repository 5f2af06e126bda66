"""What every process of the tests has read before it is forked: parsing the catalogues is half of a start."""

from locales import catalogues

catalogues()
