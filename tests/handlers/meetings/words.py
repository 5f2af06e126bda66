"""What the walks press and read, as each language has it."""

from __future__ import annotations

from dataclasses import dataclass

CONTACT, MAP = "📇", "📍"
"""The signs of two buttons, the same in each language."""


@dataclass(frozen=True)
class Words:
    code: str
    first: str
    """Begins the first card of a list."""
    ask: str
    interested: str
    noted: str
    next_day: str
    no_voice: str
    sent: str
    asked: str
    another_time: str
    proposed_to_you: str
    confirm: str
    confirmed: str
    table: str
    stale: str
    both_wish: str
    move: str
    keep: str
    stays: str
    agree: str
    agreed: str
    cancel: str
    own_words: str
    send_noted: str
    say_it: str
    write: str
    cancelled: str
    reason: str
    decline: str
    declined: str
    common_reason: str
    withdraw: str
    withdrawn: str
    was_withdrawn: str
    still_awaited: str
    lapsed: str
    not_in_time: str
    not_yours: str
    nothing_open: str


FRENCH = Words(
    code="fr",
    first="1 sur ",
    ask="Demander un rendez-vous",
    interested="⭐ Ça m’intéresse",
    noted="C’est noté",
    next_day=" ›",
    no_voice="dans un message, en texte",
    sent="Demande envoyée",
    asked="Une demande de rendez-vous pour vous",
    another_time="Déplacer",
    proposed_to_you="Un autre créneau vous est proposé",
    confirm="✅ Confirmer",
    confirmed="Rendez-vous confirmé",
    table="table",
    stale="Ce rendez-vous a maintenant lieu",
    both_wish="intérêt est réciproque",
    keep="Garder le créneau actuel",
    stays="garde son créneau",
    move="Déplacer",
    agree="Confirmer ce créneau",
    agreed="Nouveau créneau confirmé",
    cancel="✖️ Annuler",
    own_words="Écrire un motif",
    send_noted="Envoyer avec ce mot",
    say_it="Annuler avec ce motif",
    write="Écrivez le motif",
    cancelled="a annulé votre rendez-vous",
    reason="Motif",
    decline="Décliner",
    declined="a décliné votre demande",
    common_reason="Mon agenda est complet",
    withdraw="Retirer",
    withdrawn="a retiré la demande",
    was_withdrawn="Cette demande a été retirée",
    still_awaited="toujours attendue",
    lapsed="a expiré, faute",
    not_in_time="n’a pas répondu à temps",
    not_yours="n’est pas le vôtre",
    nothing_open="Aucune demande en cours",
)

ARABIC = Words(
    code="ar",
    first="1 من ",
    ask="طلب لقاء",
    interested="⭐ يهمّني",
    noted="تم الحفظ. إن كان",
    next_day=" ›",
    no_voice="نصًّا",
    sent="أُرسل طلبكم",
    asked="طلب لقاء معكم",
    another_time="موعد آخر",
    proposed_to_you="يُقترح عليكم موعد آخر",
    confirm="✅ تأكيد",
    confirmed="تم تأكيد اللقاء",
    table="الطاولة",
    stale="موعد هذا اللقاء الآن",
    both_wish="كلاكما يرغب",
    keep="إبقاء الموعد",
    stays="يبقى اللقاء في موعده",
    move="تغيير الموعد",
    agree="قبول الموعد الجديد",
    agreed="تم الاتفاق على الموعد الجديد",
    cancel="✖️ إلغاء",
    own_words="سبب آخر",
    send_noted="إرسال مع هذه الرسالة",
    say_it="إلغاء بهذه الكلمات",
    write="اكتبوا السبب",
    cancelled="أُلغي لقاء",
    reason="السبب",
    decline="اعتذار",
    declined="اعتذار من",
    common_reason="جدولي ممتلئ",
    withdraw="سحب الطلب",
    withdrawn="سُحب طلب",
    was_withdrawn="سُحب هذا الطلب",
    still_awaited="ما زلنا ننتظر جوابكم",
    lapsed="انتهت مهلة طلب",
    not_in_time="لم يصل جواب",
    not_yours="ليس من لقاءاتكم",
    nothing_open="لا طلبات تنتظر",
)

ENGLISH = Words(
    code="en",
    first="1 of ",
    ask="Request a meeting",
    interested="⭐ Interested",
    noted="Saved",
    next_day=" ›",
    no_voice="as text",
    sent="Request sent",
    asked="New meeting request",
    another_time="Choose another time",
    proposed_to_you="A new time is proposed to you",
    confirm="✅ Confirm",
    confirmed="Meeting confirmed",
    table="table",
    stale="This meeting is now",
    both_wish="You both want to meet",
    keep="Keep the current time",
    stays="stays as it is",
    move="Move",
    agree="Accept the new time",
    agreed="New time agreed",
    cancel="✖️ Cancel",
    own_words="Other reason…",
    send_noted="Send with this note",
    say_it="Cancel with this reason",
    write="type the reason",
    cancelled="cancelled your meeting",
    reason="Reason",
    decline="Decline",
    declined="declined your request",
    common_reason="My agenda is full",
    withdraw="Withdraw",
    withdrawn="withdrew the request",
    was_withdrawn="was withdrawn",
    still_awaited="Please answer this request",
    lapsed="has expired: you did not answer",
    not_in_time="did not answer in time",
    not_yours="is not your meeting",
    nothing_open="No open requests",
)
