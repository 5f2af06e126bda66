"""Names of firms: their words without legal form, in one language and one script where a table knows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from missions.identity.sounds import is_arabic
from missions.identity.word_lists import words
from storage.tables.folding import fold

_FRENCH = "sa sas sasu sarl sarlau eurl snc scs gie scop scrl sprl"
_SPANISH = "sl slu sau sll scl spa slne slp"
_ENGLISH = "ltd limited llc llp inc incorporated corp corporation plc pvt pte"
_OTHERS = "gmbh ag bv nv srl sae au kg ohg suarl"
_ARABIC = "شركه الشركه ش شم شمم شذمم ذمم"
_LEGAL = frozenset(f"{_FRENCH} {_SPANISH} {_ENGLISH} {_OTHERS} {_ARABIC}".split())
"""Legal forms of the region, folded and written together: they come and go in how a firm is written."""
_SAID_OUT = re.compile(
    r"\b(?:societe (?:a responsabilite limitee|anonyme|par actions simplifiee)"
    r"|a associe unique|sociedad (?:limitada|anonima)(?: unipersonal)?"
    r"|شركه (?:ذات|ذات ال)مسووليه (?:ال)?محدوده|شركه مساهمه)\b"
)
_FORM_WORDS = words(
    "scoop coop societe ste soc sociedad cia compagnie cie company co compania ets etablissements entreprise"
)
_JOINING = words("and et y e و")
_ARTICLES = words("le la les l du de des d el los las lo del da do of the for pour para a au aux ال")
_DOTTED = re.compile(r"\b\w(?:\.\s?\w)+\b\.?")
"""A form written with dots: "S.A.R.L.", "ش.م.م"."""
_SPACED = re.compile(r"(?:\b\w\b ?){2,}")

_SAME_MEANING = """
chamber chambre camara غرفه
commerce comercio تجاره trade
industry industrie industria صناعه industries industrias صناعات
services service servicios servicio خدمات
university universite universidad univ جامعه
school ecole escuela مدرسه
institute institut instituto inst معهد
bank banque banco بنك مصرف
association asociacion assoc asso جمعيه رابطه
federation federacion اتحاديه اتحاد فدراليه
agency agence agencia وكاله
ministry ministere ministerio وزاره
centre center centro مركز
park parc parque
technology technologies technologie tecnologia tecnologias تكنولوجيا تقنيه تكنولوجيات
technological technologique tecnologico
group groupe grupo مجموعه
foundation fondation fundacion موسسه
council conseil consejo مجلس
office bureau oficina مكتب
consulting كونسلتينغ consultoria استشارات
transport transports transportes نقل
logistics logistique logistica لوجستيك لوجيستيك
bakery boulangerie panaderia مخبزه
sons fils hijos ابناوه وابناوه ابنا وابنا
brothers bros freres hermanos اخوان اخوه
international intl internationale internacional دوليه دولي
national nationale nacional وطني وطنيه
new nouvelle nouveau nueva nuevo جديد جديده
development developpement desarrollo تنميه
investment investissement investissements inversiones استثمار استثمارات
trading negoce
exporters exportateurs exportadores مصدرين
telecom telecoms اتصالات telecommunications
import importation importacion استيراد
export exportation exportacion تصدير exportations اكسبور اكسبورت
textile textiles textil نسيج
food agroalimentaire alimentaria agroalimentaria غذاييه اغذيه
construction construccion بنا انشاات constructions construcciones
energy energie energia طاقه energies energias
water eau agua ما مياه
tourism tourisme turismo سياحه
sea mer mar بحر
south sud sur جنوب
north nord norte شمال
africa afrique افريقيا
europe europa اوروبا
atlas اطلس
mediterranean mediterranee mediterraneo متوسط
morocco maroc marruecos مغرب
spain espagne espana اسبانيا
france francia فرنسا
ivorycoast ivoire marfil عاج
casablanca casa بيضا
tangier tanger طنجه
fez fes فاس
marrakech marrakesh مراكش
rabat رباط
agadir اكادير
tetouan tetuan تطوان
malaga مالقه ملقا
seville sevilla اشبيليه
granada grenade غرناطه
cordoba cordoue قرطبه
madrid مدريد
barcelona barcelone برشلونه
valencia valence بلنسيه فالنسيا
abidjan ابيدجان
algeria algerie argelia جزاير
tunisia tunisie tunez تونس
morocan marocaine marocain marroqui مغربيه مغربي moroccan
ivorian ivoirienne ivoirien
spanish espagnole espagnol espanola espanol اسباني اسبانيه
solutions solution soluciones حلول
systems systemes sistemas انظمه نظم
digital numerique رقمي رقميه
advice conseils
clinic clinique clinica مصحه عياده
pharmacy pharmacie farmacia صيدليه
laboratory laboratoire laboratorio laboratoires laboratorios مختبر مختبرات
port puerto ميناء مينا
cooperative cooperativa تعاونيه
oil huile aceite زيت زيوت huiles aceites
studies etudes estudios دراسات
engineering ingenierie ingenieria هندسه
communication communications comunicacion تواصل
mills moulins molinos مطاحن
house maison casa دار
travel voyages voyage viajes اسفار سفريات
cement ciment ciments cemento cementos اسمنت
steel acier aciers acero aceros صلب ستيل
"""
_MEANING = {word: line.split()[0] for line in reversed(_SAME_MEANING.strip().splitlines()) for word in line.split()}
_BEFORE = ("ال", "و", "وال", "لل", "ل", "ب", "بال")
"""What Arabic writes together with the word after it."""
_HARDLY_SAYS = words(
    "group international national services solutions systems"
    " digital consulting council technology trading import export"
    " transport logistics sons brothers morocco spain france ivorycoast africa europe development investment industry"
    " holding maghreb engineering communication studies energy construction textile food company global pro tech it"
    " cote commerce agency office centre new industries europe"
)
"""What a firm's name may have or lack; a name of these alone says little."""


@dataclass(frozen=True, slots=True)
class FirmName:
    """A firm's name."""

    words: tuple[str, ...]
    """Without legal form, articles and "&"; words of the table in its language."""
    key: str
    """All of it written together."""
    spelt: tuple[str, ...]
    """The words as they are written."""
    initials: frozenset[str]
    """What it may be called for short, and what it says that it is called for short."""


def firm_words(name: str) -> list[str]:
    """The words of a firm's name without legal form and "&"; of "SA" alone, the form is the name."""
    plain = fold(_DOTTED.sub(lambda form: re.sub(r"[.\s]", "", form[0]), name))
    words = _SPACED.sub(_together, _SAID_OUT.sub(" ", plain)).split()
    return [word for word in words if word not in _LEGAL and word not in _JOINING] or words or plain.split()


def is_legal_form(text: str) -> bool:
    """Whether it says nothing but a legal form: "(SARL)"."""
    return firm_words(f"firm {text}") == ["firm"]


def firm_key(name: str) -> str:
    """What "Ronda et Fils S.A.R.L." and "Ronda & Fils" share, and a name written together or apart.

    Two names with one key are probably one firm. Never empty for a name with a letter.
    """
    return "".join(firm_words(name))


@lru_cache(maxsize=65536)
def parse(name: str) -> FirmName:
    """A firm's name as people type it."""
    words = [word for word in firm_words(name) if word not in _ARTICLES] or firm_words(name)
    bare = [word for word in words if word not in _FORM_WORDS] or words
    said = tuple(_meaning(word) for word in bare)
    return FirmName(said, "".join(said), tuple(bare), frozenset(_initials(words)))


def says_much(word: str) -> bool:
    """Whether a word of a name parts one firm from others."""
    return word not in _HARDLY_SAYS


def means_something(word: str) -> bool:
    """Whether the table knows it: another word is then another thing, however alike they sound."""
    return word in _MEANING


def _meaning(word: str) -> str:
    if not is_arabic(word):
        return _MEANING.get(word, word)
    for bare in (word, *(word.removeprefix(before) for before in _BEFORE)):
        if bare in _MEANING:
            return _MEANING[bare]
    bare = word.removeprefix("ال")
    return bare if len(bare) > 2 else word


def _initials(words: list[str]) -> set[str]:
    """The first letters of three words or more."""
    if len(words) < 3 or any(map(is_arabic, words)):
        return set()
    return {"".join(word[0] for word in words), "".join(word[0] for word in words if word not in _FORM_WORDS)}


def _together(letters: re.Match[str]) -> str:
    """ "s a r l" is one form and "a b c" one name; "plan b" keeps its letter."""
    joined = letters[0].replace(" ", "")
    return f"{joined} " if joined in _LEGAL or len(joined) > 2 else letters[0]
