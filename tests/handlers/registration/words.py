"""The way through registration in each language: what is read, pressed and typed."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Way:
    """One person's registration. send: where the texts name no sector, the button of the closest."""

    who: str
    delegation: str | None
    """Which the link fixes."""
    greeting: str
    agree: str
    organisation: str
    kind: str
    position: str
    offer: str
    need: str
    languages: tuple[str, ...]
    contact: str
    send: str
    sent: str
    approved: str
    menu: str
    typed: str = ""
    """A number that is typed."""
    shown: str = ""
    """The organisation as the review has it, where it is another spelling."""
    on_card: tuple[str, ...] = ()


RACHID = Way(
    who="Rachid",
    delegation=None,
    greeting="Acceptez-vous ?",
    agree="J’accepte · Délégation marocaine",
    organisation="Numeris Rabat",
    kind="Entreprise",
    position="Gérant",
    offer="Des choses utiles",
    need="De bons partenaires",
    languages=(),
    contact="Partager mon numéro",
    send="Logiciel et services numériques",
    sent="Profil envoyé aux organisateurs",
    approved="Inscription validée : Mission de Málaga",
    menu="Qui rencontrer",
    on_card=("Numeris Rabat · Entreprise", "+212600000201", "Langues : français", "Jours : tous"),
)

AMINA = Way(
    who="أمينة",
    delegation="morocco",
    greeting="هل توافقون؟",
    agree="أوافق",
    organisation="مدى لمراكز النداء",
    kind="شركة",
    position="مديرة",
    offer="مركز نداء بالعربية والفرنسية والإسبانية، ومعالجة البيانات",
    need="شركات اتصالات تبحث عن خدمة الزبناء",
    languages=("الفرنسية",),
    contact="بدون رقم",
    send="إرسال إلى المنظمين",
    sent="أُرسل ملفكم",
    approved="قُبل تسجيلكم في بعثة مالقة",
    menu="اختيار من تلتقون",
    on_card=("مدى لمراكز النداء · شركة", "الوفد المغربي", "الهاتف: لم يُذكر"),
)

LUCIA = Way(
    who="Lucía",
    delegation="andalusia",
    greeting="Do you agree?",
    agree="I agree",
    organisation="Malagueta Software",
    kind="Company",
    position="CEO",
    offer="Web portals and databases",
    need="A back office for data entry",
    languages=("Spanish",),
    contact="Share my number",
    send="Send to the organisers",
    sent="Sent to the organisers.",
    approved="Registration approved: Mission to Málaga",
    menu="People to meet",
    on_card=("Malagueta Software · Company", "Andalusian delegation", "+34600000301", "Phone: "),
)

LUCIA_IN_FRENCH = replace(
    LUCIA,
    greeting="Acceptez-vous ?",
    agree="J’accepte",
    kind="Entreprise",
    languages=(),
    contact="Continuer sans numéro",
    send="Envoyer aux organisateurs",
    sent="Profil envoyé aux organisateurs",
)
