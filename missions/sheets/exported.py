"""The sheets that exports have and imports pass over: meetings, attendance, messages, the audit log."""

from __future__ import annotations

from collections.abc import Mapping

from missions.sheets.columns import SESSIONS, Cell, Column, SheetLayout, words

_ORGANISATION_A = words("Organisation (A)", "المؤسسة (أ)", "Organisation (A)", "Organización (A)")
_ORGANISATION_B = words("Organisation (B)", "المؤسسة (ب)", "Organisation (B)", "Organización (B)")
_STATE = words("État", "الحالة", "State", "Estado")
_DAY = SESSIONS.column("date").words
_FROM, _TO = SESSIONS.column("from").words, SESSIONS.column("to").words
_AT = words("Date et heure", "التاريخ والساعة", "Date and time", "Fecha y hora")

MEETINGS = SheetLayout(
    "meetings",
    words("Rendez-vous", "اللقاءات", "Meetings", "Reuniones"),
    (
        Column("date", Cell.DAY, _DAY),
        Column("from", Cell.HOUR, _FROM),
        Column("to", Cell.HOUR, _TO),
        Column("venue", Cell.TEXT, SESSIONS.column("venue").words),
        Column("table", Cell.TEXT, words("Table", "الطاولة", "Table", "Mesa")),
        Column("one", Cell.TEXT, words("Demande de", "من طلب", "Requested by", "Solicita")),
        Column("one_organisation", Cell.TEXT, _ORGANISATION_A),
        Column("other", Cell.TEXT, words("Avec", "مع", "With", "Con")),
        Column("other_organisation", Cell.TEXT, _ORGANISATION_B),
        Column("state", Cell.TEXT, _STATE),
        Column("interpreter", Cell.TEXT, words("Interprète", "المترجم", "Interpreter", "Intérprete")),
    ),
    imported=False,
)
ATTENDANCE = SheetLayout(
    "attendance",
    words("Présences", "الحضور", "Attendance", "Asistencia"),
    (
        Column("date", Cell.DAY, _DAY),
        Column("from", Cell.HOUR, _FROM),
        Column("what", Cell.TEXT, words("Séance", "الجلسة", "Session", "Sesión")),
        Column("name", Cell.TEXT, words("Nom complet", "الاسم الكامل", "Full name", "Nombre completo")),
        Column("organisation", Cell.TEXT, words("Organisation", "المؤسسة", "Organisation", "Organización")),
        Column("state", Cell.TEXT, words("Inscription", "التسجيل", "Sign-up", "Inscripción")),
        Column("present", Cell.YES_NO, words("Présence comptée", "حضور مسجّل", "Counted present", "Presencia contada")),
    ),
    imported=False,
)
MESSAGES = SheetLayout(
    "messages",
    words("Annonces", "الإعلانات", "Announcements", "Anuncios"),
    (
        Column("at", Cell.TEXT, _AT),
        Column("text", Cell.PARAGRAPH, words("Texte", "النص", "Text", "Texto")),
        Column("state", Cell.TEXT, _STATE),
        Column("total", Cell.WHOLE, words("Destinataires", "المرسل إليهم", "Recipients", "Destinatarios")),
        Column("seen", Cell.WHOLE, words("Vues", "اطّلعوا", "Seen", "Vistos")),
    ),
    imported=False,
)
AUDIT = SheetLayout(
    "audit",
    words("Journal", "السجل", "Audit log", "Registro"),
    (
        Column("at", Cell.TEXT, _AT),
        Column("who", Cell.TEXT, words("Par", "بواسطة", "By", "Por")),
        Column("act", Cell.TEXT, words("Acte", "الإجراء", "Act", "Acto")),
        Column("subject", Cell.TEXT, words("Objet", "الموضوع", "Subject", "Objeto")),
    ),
    imported=False,
)
NOTES = SheetLayout(
    "notes",
    words("Mode d'emploi", "دليل الاستعمال", "How to fill it in", "Instrucciones"),
    (
        Column("sheet", Cell.TEXT, words("Feuille", "الورقة", "Sheet", "Hoja")),
        Column("needed", Cell.TEXT, words("Nécessaire", "ضروري", "Needed", "Necesario")),
        Column("example", Cell.TEXT, words("Exemple", "مثال", "Example", "Ejemplo")),
    ),
    imported=False,
)
REPORTED = (MEETINGS, ATTENDANCE, MESSAGES, AUDIT)
ONLY_EXPORTED = (*REPORTED, NOTES)
"""Nothing is read from them: the last one is that of templates."""

_STATES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "requested": words("Demandé", "مطلوب", "Requested", "Solicitada"),
    "confirmed": words("Confirmé", "مؤكد", "Confirmed", "Confirmada"),
    "declined": words("Décliné", "تم الاعتذار عنه", "Declined", "Rechazada"),
    "withdrawn": words("Retiré", "مسحوب", "Withdrawn", "Retirada"),
    "cancelled": words("Annulé", "ملغى", "Cancelled", "Cancelada"),
    "expired": words("Expiré", "منتهي الصلاحية", "Expired", "Caducada"),
    "held": words("Tenu", "منعقد", "Held", "Celebrada"),
    "missed": words("Manqué", "لم ينعقد", "Missed", "No celebrada"),
    "signed_up": words("Inscription", "مسجّل", "Signed up", "Inscrito"),
    "waiting": words("Liste d'attente", "قائمة الانتظار", "Waiting list", "Lista de espera"),
    "offered": words("Place proposée", "مكان معروض", "Place offered", "Plaza ofrecida"),
    "left": words("Désistement", "انسحاب", "Left", "Baja"),
    "scheduled": words("Prévue", "مجدول", "Scheduled", "Programado"),
    "sending": words("En cours d'envoi", "قيد الإرسال", "Sending", "Enviando"),
    "sent": words("Envoyée", "مرسل", "Sent", "Enviado"),
    "stopped": words("Arrêtée", "متوقف", "Stopped", "Detenido"),
}


def state(value: str, language: str) -> str:
    """What a state is called for a reader of this language."""
    known = _STATES.get(value)
    return known.get(language, known["en"])[0] if known else value
