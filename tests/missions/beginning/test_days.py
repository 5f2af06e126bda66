"""Days of a mission as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from missions.beginning import days
from missions.errors import Refusal

TODAY = date(2026, 12, 1)
JUNE = "2027-06-14", "2027-06-17"


@pytest.mark.parametrize(
    "text",
    [
        *("14–17 June 2027", "14/06/2027-17/06/2027", "14-17/06/2027", "du 14 au 17 juin 2027", "June 14-17, 2027"),
        *("من 14 إلى 17 يونيو 2027", "من 14 إلى 17 حزيران 2027", "١٤–١٧ يونيو ٢٠٢٧", "2027-06-14 2027-06-17"),
        *(
            "2027-06-14/2027-06-17",
            "14, 15, 16 et 17 juin 2027",
            "14/6-17/6 2027",
            "14 au 17 juin",
            "14.06.2027 - 17.06.27",
        ),
        *("06/14/2027 - 06/17/2027", "lundi 14 juin 2027 – jeudi 17 juin 2027", "14th to 17th of June 2027"),
        *("14 de junio de 2027 al 17 de junio de 2027", "14-06-2027 au 17-06-2027", "14-17 juin2027"),
    ],
)
def test_the_usual_forms_are_read(text: str) -> None:
    assert tuple(map(str, days.typed(text, TODAY))) == JUNE


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1er au 3 juillet 2027", "2027-07-01", "2027-07-03"),
        ("June 30 - July 2, 2027", "2027-06-30", "2027-07-02"),
        ("30 décembre 2026 – 2 janvier 2027", "2026-12-30", "2027-01-02"),
        ("30 Dec - 2 Jan 2027", "2026-12-30", "2027-01-02"),
        ("من 30 نونبر إلى 2 دجنبر 2027", "2027-11-30", "2027-12-02"),
        ("من 2 كانون الثاني إلى 5 كانون الثاني 2027", "2027-01-02", "2027-01-05"),
        ("14 juin 2027", "2027-06-14", "2027-06-14"),
        ("04/05/2027", "2027-05-04", "2027-05-04"),
        ("2 March", "2027-03-02", "2027-03-02"),
    ],
)
def test_one_day_two_months_and_two_years(text: str, first: str, last: str) -> None:
    assert tuple(map(str, days.typed(text, TODAY))) == (first, last)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("17-14 June 2027", days.UNREADABLE_DAYS),
        ("next week", days.UNREADABLE_DAYS),
        ("14 et 17 et 19 juin 2027", days.UNREADABLE_DAYS),
        ("31 June 2027", days.UNREADABLE_DAYS),
        ("14 June 2027 9:00", days.UNREADABLE_DAYS),
        ("1 June 2027 – 1 September 2027", days.TOO_LONG),
        ("14 June 2020", days.OVER),
        ("#1 #2 #3", days.UNREADABLE_DAYS),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        days.typed(text, TODAY)
    assert refused.value.msgid == why
