"""Tags and sectors from what people write."""

import pytest

from missions.matching import sectors_in, tags_in
from missions.matching.words import normalise, words

SENTENCES = {
    "Nous recherchons un distributeur au Maroc pour nos logiciels ERP": {"distribution", "erp"},
    "Développement d'applications mobiles et paiement électronique": {"mobile_apps", "mobile_payments"},
    "Saisie de données, back-office et centre d’appels pour l'Europe": {"bpo", "call_centre"},
    "نبحث عن شريك لتطوير تطبيقات الهاتف والتجارة الإلكترونية": {"mobile_apps", "ecommerce"},
    "نحتاج إلى حلول للدفع الإلكتروني وبالأمن السيبراني": {"mobile_payments", "cybersecurity"},
    "موزع يفهم في الجمارك، والري؛ هل من طاقة شمسية؟": {"distribution", "customs", "irrigation"},
    "حلول الERP للمقاولات الصغرى والمتوسطة": {"erp"},
    "We build AI chatbots and e-commerce sites for hotels": {"ai_ml", "nlp_chatbots", "ecommerce", "tourism"},
    "IT support, cloud hosting, smart-city platforms": {"managed_it", "cloud_hosting", "smart_city"},
    "Buscamos socio para grabación de datos y back office a distancia": {"bpo"},
    "Aceite de oliva virgen extra; distribuidores y energía solar": {"olive_oil", "distribution", "solar"},
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_tags_of_a_sentence_are_read(sentence: str) -> None:
    assert SENTENCES[sentence] <= set(tags_in(sentence))


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("Nous recherchons un partenaire", "university_research"),
        ("J'ai besoin d'un hôtel", "ai_ml"),
        ("Stockage d'énergie", "warehousing"),
        ("Industrial cybersecurity for ports", "cybersecurity"),
        ("Commerce de gros de tissus", "ecommerce"),
        ("بناء شراكات مع المقاولات المغربية", "construction_bim"),
        ("Les dates de la mission", "dates_fruit"),
        ("Data mining for retailers", "mining_oil_gas"),
        ("35 min de ferry, salles mobiles, certifié", "mobility"),
        ("Sede electrónica para contrapartes públicas", "electronics"),
        ("معاهد تكوين وجامعات", "edtech"),
        ("Companies who will host our students", "cloud_hosting"),
        ("IT consultants, tickets of 30 million", "consulting"),
    ],
)
def test_what_only_sounds_like_a_tag_is_not_read(sentence: str, wrong: str) -> None:
    assert wrong not in tags_in(sentence)


def test_tags_come_in_the_order_of_the_text() -> None:
    assert tags_in("Olive oil, customs clearance, then drones") == ("olive_oil", "customs", "gis_drones")


def test_only_the_languages_asked_for_are_read() -> None:
    assert tags_in("pesca", ["es"]) == ("fisheries",)
    assert tags_in("pesca", ["en"]) == ()


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("Éditeur de logiciels", "software"),
        ("شركة في القطاع الفلاحي", "agrifood"),
        ("Banco y pagos", "fintech"),
        ("Renewables and water treatment", "energy_env"),
    ],
)
def test_the_sector_of_a_text_is_suggested(sentence: str, first: str) -> None:
    assert sectors_in(sentence)[0] == first


def test_nothing_is_read_from_nothing() -> None:
    assert tags_in("") == tags_in("…, !?") == sectors_in("   ") == ()


def test_spelling_variants_are_one() -> None:
    assert normalise("إلـكْتِرونيّة") == normalise("الكترونيه")
    assert normalise("Œuvre À LA CARTE ٣") == "oeuvre a la carte 3"
    assert [word.key for word in words("R&D, e-commerce/الERP")] == ["r&d", "ecommerce", "ال", "erp"]
