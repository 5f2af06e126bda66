"""The kinds of sheet and their columns: what imports recognise, and what templates and exports are headed with.

Of the words of a language, parted by "|", the first is the label; the others are headings of the field for the same.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

LANGUAGES = ("fr", "ar", "en", "es")
"""Of headings, and of words in cells."""


class Cell(enum.StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    NAME = "name"
    """Of a person or a firm."""
    PARAGRAPH = "paragraph"
    DAY = "day"
    DAYS = "days"
    HOUR = "hour"
    SPANS = "spans"
    """Stretches of days: "2027-07-12 09:00–11:00; 2027-07-13"."""
    WHOLE = "whole"
    DEGREES = "degrees"
    PHONE = "phone"
    EMAIL = "email"
    LANGUAGE = "language"
    LANGUAGES = "languages"
    YES_NO = "yes_no"
    COUNTRY = "country"
    DELEGATION = "delegation"
    ORGANISATION_KIND = "organisation_kind"
    SECTORS = "sectors"
    TAGS = "tags"
    LABELS = "labels"
    """Short names: "1, 2, 3"."""
    VENUE = "venue"
    SESSION_KIND = "session_kind"
    INVITED = "invited"
    WISH = "wish"


JOINED = frozenset({Cell.DAYS, Cell.PARAGRAPH, Cell.SECTORS, Cell.TAGS, Cell.LANGUAGES, Cell.LABELS})
"""Cells of several columns for one thing are put together; of others the first that is filled counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """per_language: there may be one for each language, as "Titre (ar)"; without, it is the mission's own."""

    key: str
    cell: Cell
    words: Mapping[str, tuple[str, ...]]
    required: bool = False
    per_language: bool = False
    limit: int = 200
    """Characters of a text."""
    exported: bool = True
    """Whether templates and exports have it; the others are only understood."""

    def label(self, language: str) -> str:
        """Its heading for a reader of this language."""
        return self.words.get(language, self.words["en"])[0]


@dataclass(frozen=True, slots=True, eq=False)
class SheetLayout:
    """A kind of sheet. names: titles of sheets."""

    key: str
    names: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]
    imported: bool = field(default=True)

    def name(self, language: str) -> str:
        return self.names.get(language, self.names["en"])[0]

    def column(self, key: str) -> Column:
        return next(each for each in self.columns if each.key == key)


def words(fr: str, ar: str, en: str, es: str) -> dict[str, tuple[str, ...]]:
    """Label and other words of each language."""
    return {language: tuple(each.split("|")) for language, each in zip(LANGUAGES, (fr, ar, en, es), strict=True)}


_PERSON_PHONE = Column(
    "phone",
    Cell.PHONE,
    words(
        "Téléphone|Tél|Tel|GSM|Portable|Mobile|N° de téléphone|Numéro de téléphone|Numéro|WhatsApp",
        "الهاتف|هاتف|رقم الهاتف|الجوال|رقم الجوال|الهاتف المحمول|النقال|المحمول|واتساب",
        "Phone|Telephone|Tel|Mobile|Cell|Phone number|Mobile number|Telephone number|Contact number|WhatsApp",
        "Teléfono|Tel|Móvil|Celular|Número de teléfono|Teléfono móvil|WhatsApp",
    ),
)
_LANGUAGES = Column(
    "languages",
    Cell.LANGUAGES,
    words(
        "Langues parlées|Langues|Langue|Langue(s)|Langue de travail|Langues de travail",
        "اللغات|اللغة|اللغات المتحدث بها|لغات العمل|لغة العمل|اللغات المتقنة",
        "Languages spoken|Languages|Language|Spoken languages|Working language|Working languages",
        "Idiomas hablados|Idiomas|Idioma|Lenguas|Idioma de trabajo|Idiomas de trabajo",
    ),
)
_VENUE = Column(
    "venue",
    Cell.VENUE,
    words(
        "Lieu|Salle|Lieu du rendez-vous|Endroit|Site|Emplacement",
        "المكان|القاعة|الموقع",
        "Venue|Room|Place|Location|Hall",
        "Lugar|Sala|Sitio|Emplazamiento|Ubicación",
    ),
)
_DAY = words("Date|Jour|Journée|Le", "التاريخ|اليوم|تاريخ", "Date|Day", "Fecha|Día")
_FROM = words(
    "Début|De|Heure de début|Heure|Horaire|Commence à|À partir de|Heure début",
    "من|البداية|ساعة البداية|وقت البدء|الساعة|من الساعة",
    "From|Start|Begins|Start time|Time|Starts at|Begin",
    "Desde|Inicio|De|Hora de inicio|Hora|Comienzo|Empieza",
)
_TO = words(
    "Fin|À|Heure de fin|Jusqu'à|Se termine à|Heure fin",
    "إلى|النهاية|ساعة النهاية|وقت الانتهاء|إلى الساعة",
    "To|End|Ends|End time|Until|Ends at|Finish",
    "Hasta|Fin|A|Hora de fin|Final|Termina",
)
_TITLE = words(
    "Titre|Intitulé|Nom|Désignation|Libellé", "العنوان|الاسم|التسمية", "Title|Name", "Título|Nombre|Denominación"
)
_DESCRIPTION = words(
    "Description|Détails|Contenu|Résumé",
    "الوصف|التفاصيل|المضمون|ملخص",
    "Description|Details|Summary|Abstract",
    "Descripción|Detalles|Contenido|Resumen",
)
_ORGANISATION_KIND = Column(
    "kind",
    Cell.ORGANISATION_KIND,
    words(
        "Type d'organisation|Type|Nature|Catégorie|Statut|Type d'organisme|Type de structure|Nature de l'organisme",
        "نوع المؤسسة|النوع|الصنف|الفئة|طبيعة المؤسسة|صفة المؤسسة",
        "Kind of organisation|Type|Kind|Category|Organisation type|Organization type|Type of organisation|Nature",
        "Tipo de organización|Tipo|Naturaleza|Categoría|Tipo de entidad",
    ),
)

DELEGATES = SheetLayout(
    "delegates",
    words(
        "Délégués|Participants|Participants B2B|Liste des participants|Inscrits|Membres|Contacts|Personnes",
        "المندوبون|المشاركون|لائحة المشاركين|قائمة المشاركين|المسجلون|الأعضاء|الوفد",
        "Delegates|Participants|List of participants|Attendees|Registrations|Members|Contacts|People",
        "Delegados|Participantes|Lista de participantes|Asistentes|Inscritos|Miembros|Contactos",
    ),
    (
        Column(
            "delegation",
            Cell.DELEGATION,
            words(
                "Délégation|Côté|Partie|Groupe|Chambre d'origine",
                "الوفد|الجهة|الطرف|المجموعة",
                "Delegation|Side|Party|Group",
                "Delegación|Parte|Lado|Grupo",
            ),
        ),
        Column(
            "name",
            Cell.NAME,
            words(
                "Nom complet|Nom et prénom|Nom & prénom|Nom/prénom|Nom prénom|Prénom et nom|Prénom nom|Participant|"
                "Délégué|Représentant|Nom du participant|Nom du représentant|Personne de contact|Interlocuteur|"
                "Nom du délégué|Contact|Responsable|Dirigeant|Nom et prénom(s)|Noms et prénoms",
                "الاسم الكامل|الاسم|الاسم والنسب|الاسم الشخصي والعائلي|اسم المشارك|اسم المندوب|المشارك|الممثل|"
                "الاسم واللقب|اسم الممثل|المسؤول|جهة الاتصال|الإسم الكامل|الإسم",
                "Full name|Name|Participant|Delegate|Representative|Contact person|Contact|Name of participant|"
                "Attendee|Person|Contact name|Name and surname",
                "Nombre completo|Nombre y apellidos|Nombre y apellido|Participante|Delegado|Representante|"
                "Persona de contacto|Contacto|Apellidos y nombre|Responsable",
            ),
            required=True,
            limit=100,
        ),
        Column(
            "other_name",
            Cell.NAME,
            words(
                "Nom dans l'autre écriture|Nom en arabe|Nom (arabe)|Nom arabe|Nom complet en arabe|Nom complet (arabe)|"
                "Nom et prénom en arabe|Nom et prénom (arabe)|Nom en lettres latines|Nom latin|Nom (latin)|"
                "Nom en caractères latins|Nom en caractères arabes|Nom en lettres arabes",
                "الاسم بالحروف الأخرى|الاسم بالعربية|الاسم الكامل بالعربية|الاسم بالحروف العربية|"
                "الاسم بالحروف اللاتينية|الاسم باللاتينية|الاسم الكامل بالحروف اللاتينية|الاسم (عربي)|الاسم (لاتيني)|"
                "الاسم بالفرنسية|الاسم الكامل بالفرنسية",
                "Name in the other script|Name in Arabic|Arabic name|Name (Arabic)|Full name in Arabic|"
                "Full name (Arabic)|Name in Arabic letters|Name in Latin letters|Latin name|Name (Latin)|"
                "Full name in Latin letters|Name in Latin script|Name in Arabic script",
                "Nombre en la otra escritura|Nombre en árabe|Nombre (árabe)|Nombre completo en árabe|"
                "Nombre en letras latinas|Nombre (latino)|Nombre en caracteres latinos|Nombre en caracteres árabes",
            ),
            limit=100,
        ),
        Column(
            "first_name",
            Cell.NAME,
            words(
                "Prénom|Prénoms|Prénom(s)",
                "الاسم الشخصي|الاسم الأول|الإسم الشخصي",
                "First name|Given name|Forename|First",
                "Nombre de pila|Nombre|Primer nombre",
            ),
            exported=False,
        ),
        Column(
            "last_name",
            Cell.NAME,
            words(
                "Nom|Nom de famille|Patronyme",
                "الاسم العائلي|النسب|اللقب|اسم العائلة|الإسم العائلي",
                "Last name|Surname|Family name|Last",
                "Apellidos|Apellido|Primer apellido",
            ),
            exported=False,
        ),
        Column(
            "organisation",
            Cell.NAME,
            words(
                "Organisation|Société|Entreprise|Raison sociale|Nom de l'entreprise|Nom de la société|Organisme|"
                "Institution|Structure|Établissement|Employeur|Firme|Sté|Ste|Dénomination sociale|"
                "Entreprise/organisme|Société/organisme|Nom de l'organisme",
                "المؤسسة|الشركة|المقاولة|اسم الشركة|اسم المؤسسة|الهيئة|المنظمة|الاسم التجاري|جهة العمل|اسم المقاولة",
                "Organisation|Organization|Company|Firm|Business|Company name|Institution|Employer|Entity|"
                "Organisation name|Organization name|Company/organisation|Business name|Enterprise",
                "Organización|Empresa|Razón social|Nombre de la empresa|Institución|Entidad|Compañía|Sociedad",
            ),
            required=True,
            limit=150,
        ),
        _ORGANISATION_KIND,
        Column(
            "position",
            Cell.TEXT,
            words(
                "Fonction|Poste|Titre|Qualité|Profession|Rôle|Responsabilité|Fonction occupée|Poste occupé",
                "المنصب|الوظيفة|الصفة|المهنة|المسؤولية|المهمة",
                "Position|Job title|Title|Function|Role|Post|Occupation",
                "Cargo|Puesto|Función|Título|Profesión|Ocupación",
            ),
            limit=100,
        ),
        Column(
            "sectors",
            Cell.SECTORS,
            words(
                "Secteurs|Secteur|Secteur d'activité|Secteurs d'activité|Secteur(s)|Activité|Domaine|"
                "Domaine d'activité|Branche|Filière|Métier",
                "القطاعات|القطاع|قطاع النشاط|مجال النشاط|النشاط|المجال|مجال العمل|مجال الاشتغال",
                "Sectors|Sector|Industry|Industries|Business sector|Field|Activity|Line of business|Field of activity",
                "Sectores|Sector|Sector de actividad|Actividad|Ramo|Rubro|Ámbito",
            ),
        ),
        Column(
            "offer",
            Cell.PARAGRAPH,
            words(
                "Ce que je propose|Offre|Offres|Compétences|Produits et services|Produits|Services|Produits/services|"
                "Propose|Ce que vous proposez|Présentation|Description de l'activité|Savoir-faire|"
                "Services proposés|Produits / services proposés|Présentation de l'entreprise|Activité principale|"
                "Je propose|Nous proposons|J'offre|Nous offrons|Ce que nous proposons",
                "ما أعرضه|العرض|الخدمات|المنتجات|المنتجات والخدمات|ما تعرضونه|عرض الشركة|ما نقدمه|الخبرات|الكفاءات|"
                "الخدمات المقدمة|نبذة عن الشركة|أعرض|نعرض",
                "What I offer|Offer|Offers|Products and services|Products|Services|Offering|We offer|Competences|"
                "Products & services|Company description|Company profile|What you offer|Skills|I offer|What we offer",
                "Lo que ofrezco|Oferta|Ofrece|Productos y servicios|Productos|Servicios|Qué ofrece|Competencias|"
                "Descripción de la empresa|Ofrezco|Ofrecemos|Lo que ofrecemos",
            ),
            limit=1000,
        ),
        Column(
            "need",
            Cell.PARAGRAPH,
            words(
                "Ce que je recherche|Besoin|Besoins|Recherche|Attentes|Attente|Recherché|Partenaires recherchés|"
                "Profil recherché|Demande|Ce que vous recherchez|Objectifs|Objectif|Partenariat recherché|"
                "Type de partenaires recherchés|Contacts recherchés|Souhaits|Je cherche|Je recherche|Nous cherchons|"
                "Nous recherchons|Cherche|Ce que je cherche|Ce que nous recherchons",
                "ما أبحث عنه|الحاجة|الاحتياجات|الطلب|الانتظارات|ما تبحثون عنه|الشركاء المطلوبون|الشراكة المطلوبة|"
                "الأهداف|التطلعات|المطلوب|أبحث عن|نبحث عن",
                "What I look for|Need|Needs|Looking for|Seeking|Expectations|Partners sought|Demand|Objectives|"
                "What you are looking for|We look for|Interested in|Partner sought|Goals|I look for|I am looking for|"
                "We are looking for|What we look for",
                "Lo que busco|Necesidad|Necesidades|Busca|Expectativas|Socios buscados|Demanda|Objetivos|Qué busca|"
                "Perfil buscado|Busco|Buscamos|Lo que buscamos",
            ),
            limit=1000,
        ),
        Column(
            "offer_tags",
            Cell.TAGS,
            words(
                "Thèmes de l'offre|Thèmes proposés|Mots-clés de l'offre",
                "مواضيع العرض|كلمات العرض",
                "Topics of the offer|Offer topics|Offer tags",
                "Temas de la oferta|Palabras clave de la oferta",
            ),
        ),
        Column(
            "need_tags",
            Cell.TAGS,
            words(
                "Thèmes de la recherche|Thèmes recherchés|Mots-clés de la recherche",
                "مواضيع البحث|كلمات البحث",
                "Topics of the need|Need topics|Need tags",
                "Temas de la búsqueda|Palabras clave de la búsqueda",
            ),
        ),
        _LANGUAGES,
        Column(
            "language",
            Cell.LANGUAGE,
            words(
                "Langue des textes|Langue du profil|Langue de correspondance|Langue d'échange",
                "لغة النصوص|لغة الملف|لغة المراسلة",
                "Language of the texts|Profile language|Written language|Correspondence language",
                "Idioma de los textos|Idioma del perfil|Idioma de correspondencia",
            ),
        ),
        Column(
            "days",
            Cell.DAYS,
            words(
                "Jours de présence|Présence|Jours|Dates de présence|Jour de présence|Présent le|Disponibilité",
                "أيام الحضور|الأيام|الحضور|أيام المشاركة",
                "Days attended|Days|Attendance days|Days present|Availability",
                "Días de asistencia|Días|Asistencia|Días presentes|Disponibilidad",
            ),
        ),
        Column(
            "away",
            Cell.SPANS,
            words(
                "Absences|Absent|Indisponibilités|Indisponible|Absence",
                "الغيابات|الغياب|غير متاح",
                "Absences|Away|Unavailable|Absence",
                "Ausencias|Ausente|No disponible|Ausencia",
            ),
        ),
        Column(
            "meetings_per_day",
            Cell.WHOLE,
            words(
                "Rendez-vous par jour|RDV par jour|Maximum de rendez-vous par jour|Max RDV",
                "لقاءات في اليوم|أقصى عدد لقاءات في اليوم",
                "Meetings per day|Meetings a day|Max meetings|Maximum meetings per day",
                "Reuniones por día|Reuniones al día|Máximo de reuniones",
            ),
        ),
        _PERSON_PHONE,
        Column(
            "email",
            Cell.EMAIL,
            words(
                "E-mail|Mail|Courriel|Email|Adresse e-mail|Adresse mail|Adresse électronique|Mél|Adresse email",
                "البريد الإلكتروني|الإيميل|البريد|العنوان الإلكتروني|ايميل|إيميل|البريد الالكتروني",
                "E-mail|Email|Mail|E-mail address|Email address|Electronic mail",
                "Correo electrónico|E-mail|Email|Correo|Dirección de correo|Mail",
            ),
        ),
        Column(
            "country",
            Cell.COUNTRY,
            words(
                "Pays|Pays d'origine|Nationalité|Pays de résidence",
                "البلد|الدولة|بلد المنشأ|الجنسية|بلد الإقامة",
                "Country|Nationality|Country of origin|Country of residence",
                "País|País de origen|Nacionalidad",
            ),
            exported=False,
        ),
    ),
)

ORGANISATIONS = SheetLayout(
    "organisations",
    words(
        "Organisations|Sociétés|Entreprises|Exposants|Organismes|Liste des entreprises",
        "المؤسسات|الشركات|المقاولات|لائحة الشركات",
        "Organisations|Organizations|Companies|Firms|Exhibitors",
        "Organizaciones|Empresas|Instituciones|Expositores",
    ),
    (DELEGATES.column("organisation"), _ORGANISATION_KIND),
)

VENUES = SheetLayout(
    "venues",
    words(
        "Lieux|Salles|Sites|Lieux et tables",
        "الأماكن|القاعات|المواقع",
        "Venues|Rooms|Places|Locations",
        "Lugares|Salas|Sitios|Sedes",
    ),
    (
        Column(
            "title",
            Cell.TEXT,
            words(
                "Lieu|Nom du lieu|Salle|Nom|Titre|Site|Nom de la salle|Intitulé",
                "المكان|اسم المكان|القاعة|الاسم|الموقع|العنوان بالاسم",
                "Venue|Name of the venue|Room|Name|Title|Place|Location",
                "Lugar|Nombre del lugar|Sala|Nombre|Título|Sitio|Sede",
            ),
            required=True,
            per_language=True,
        ),
        Column(
            "address",
            Cell.TEXT,
            words(
                "Adresse|Adresse postale|Localisation|Rue",
                "العنوان|عنوان المكان",
                "Address|Street|Postal address",
                "Dirección|Domicilio|Calle",
            ),
        ),
        Column("latitude", Cell.DEGREES, words("Latitude|Lat", "خط العرض", "Latitude|Lat", "Latitud|Lat")),
        Column(
            "longitude", Cell.DEGREES, words("Longitude|Long|Lng|Lon", "خط الطول", "Longitude|Long|Lng|Lon", "Longitud")
        ),
        Column(
            "tables",
            Cell.LABELS,
            words(
                "Tables|Table|Nombre de tables|N° de table|Numéros de table|Nb tables|N° table",
                "الطاولات|الطاولة|عدد الطاولات|رقم الطاولة|أرقام الطاولات",
                "Tables|Table|Number of tables|Table number|Table numbers",
                "Mesas|Mesa|Número de mesas|Nº de mesa|Números de mesa",
            ),
            limit=1000,
        ),
        Column(
            "open",
            Cell.SPANS,
            words(
                "Heures d'ouverture|Ouverture|Ouvert|Horaires|Horaires d'ouverture",
                "أوقات الفتح|مفتوح|مواعيد العمل",
                "Opening hours|Open|Hours",
                "Horario de apertura|Abierto|Horario",
            ),
        ),
    ),
)

SLOTS = SheetLayout(
    "slots",
    words(
        "Créneaux|Plages horaires|Créneaux horaires|Horaires",
        "المواعيد الزمنية|الفترات الزمنية|أوقات اللقاءات",
        "Slots|Time slots|Timeslots|Hours",
        "Franjas|Franjas horarias|Horarios|Turnos",
    ),
    (
        Column("date", Cell.DAY, _DAY, required=True),
        Column("from", Cell.HOUR, _FROM, required=True),
        Column("to", Cell.HOUR, _TO, required=True),
        Column(
            "minutes",
            Cell.WHOLE,
            words(
                "Minutes|Durée|Durée (min)|Durée d'un rendez-vous|Durée en minutes",
                "الدقائق|المدة|مدة اللقاء|المدة بالدقائق",
                "Minutes|Length|Duration|Duration (min)|Length in minutes",
                "Minutos|Duración|Duración (min)|Duración en minutos",
            ),
        ),
        Column(
            "pause_minutes",
            Cell.WHOLE,
            words(
                "Pause|Pause (min)|Battement", "استراحة|فاصل", "Break|Pause|Gap|Break (min)", "Pausa|Descanso|Intervalo"
            ),
        ),
        _VENUE,
    ),
)

SESSIONS = SheetLayout(
    "sessions",
    words(
        "Séances|Programme|Sessions|Agenda|Conférences|Ateliers",
        "الجلسات|البرنامج|الندوات|الورشات",
        "Sessions|Programme|Program|Agenda|Conferences|Workshops",
        "Sesiones|Programa|Agenda|Conferencias|Talleres",
    ),
    (
        Column(
            "title",
            Cell.TEXT,
            words(
                "Titre|Intitulé|Séance|Session|Thème|Sujet|Activité",
                "العنوان|الجلسة|الموضوع|النشاط",
                "Title|Session|Topic|Subject|Activity",
                "Título|Sesión|Tema|Actividad",
            ),
            required=True,
            per_language=True,
        ),
        Column(
            "kind",
            Cell.SESSION_KIND,
            words(
                "Type de séance|Type|Nature|Format",
                "نوع الجلسة|النوع",
                "Kind of session|Type|Kind|Format|Session type",
                "Tipo de sesión|Tipo|Formato",
            ),
        ),
        Column("date", Cell.DAY, _DAY, required=True),
        Column("from", Cell.HOUR, _FROM, required=True),
        Column("to", Cell.HOUR, _TO, required=True),
        _VENUE,
        Column("description", Cell.PARAGRAPH, _DESCRIPTION, per_language=True, limit=1000),
        Column(
            "speakers",
            Cell.TEXT,
            words(
                "Intervenants|Intervenant|Orateurs|Conférenciers|Animateur|Modérateur|Animé par",
                "المتدخلون|المتحدثون|المحاضرون|المؤطر|المنشط",
                "Speakers|Speaker|Presenter|Presenters|Moderator|Led by",
                "Ponentes|Ponente|Oradores|Conferenciantes|Moderador",
            ),
            limit=300,
        ),
        Column(
            "capacity",
            Cell.WHOLE,
            words(
                "Places|Capacité|Nombre de places|Nb places|Jauge",
                "الأماكن المتاحة|السعة|عدد المقاعد|المقاعد",
                "Places|Capacity|Seats|Number of places",
                "Plazas|Capacidad|Aforo|Número de plazas",
            ),
        ),
        Column(
            "languages",
            Cell.LANGUAGES,
            words("Langues|Langue|Langue de la séance", "اللغات|اللغة", "Languages|Language", "Idiomas|Idioma"),
        ),
        Column(
            "interpretation",
            Cell.LANGUAGES,
            words(
                "Interprétation|Traduction|Interprétation vers|Traduction simultanée",
                "الترجمة|الترجمة الفورية|الترجمة إلى",
                "Interpretation|Translation|Interpreted into",
                "Interpretación|Traducción|Interpretación a",
            ),
        ),
    ),
)

INTERPRETERS = SheetLayout(
    "interpreters",
    words(
        "Interprètes|Traducteurs|Interprète",
        "المترجمون|المترجمون الفوريون|التراجمة",
        "Interpreters|Translators",
        "Intérpretes|Traductores",
    ),
    (
        Column(
            "name",
            Cell.NAME,
            words(
                "Interprète|Nom de l'interprète|Nom complet|Nom et prénom|Nom",
                "المترجم|اسم المترجم|الاسم الكامل|الاسم",
                "Interpreter|Name of the interpreter|Full name|Name",
                "Intérprete|Nombre del intérprete|Nombre completo|Nombre y apellidos|Nombre",
            ),
            required=True,
            limit=100,
        ),
        Column("languages", Cell.LANGUAGES, _LANGUAGES.words, required=True),
        _PERSON_PHONE,
        Column(
            "present",
            Cell.SPANS,
            words(
                "Présence|Présent|Disponibilité|Jours de présence|Disponible",
                "الحضور|متاح|أيام الحضور|التوفر",
                "Present|Availability|Available|Days present",
                "Presencia|Disponibilidad|Presente|Disponible",
            ),
        ),
        Column(
            "breaks",
            Cell.SPANS,
            words("Pauses|Pause|Repos", "الاستراحات|استراحة", "Breaks|Break|Rest", "Descansos|Pausas|Descanso"),
        ),
        Column(
            "in_a_row",
            Cell.WHOLE,
            words(
                "Rendez-vous d'affilée|RDV d'affilée|Max d'affilée",
                "لقاءات متتالية",
                "Meetings in a row|In a row",
                "Reuniones seguidas",
            ),
        ),
        Column(
            "per_day",
            Cell.WHOLE,
            words(
                "Rendez-vous par jour|RDV par jour|Max par jour",
                "لقاءات في اليوم",
                "Meetings per day|Meetings a day|Per day",
                "Reuniones por día|Reuniones al día",
            ),
        ),
    ),
)

PAIRS = SheetLayout(
    "pairs",
    words(
        "Paires|Souhaits|Rendez-vous souhaités|Couples|Appariements",
        "الأزواج|الرغبات|اللقاءات المطلوبة",
        "Pairs|Wishes|Wanted meetings|Pairings",
        "Parejas|Deseos|Reuniones deseadas|Emparejamientos",
    ),
    (
        Column(
            "one",
            Cell.NAME,
            words(
                "Délégué A|Délégué 1|Personne 1|Participant 1|Demandeur|Qui",
                "المندوب أ|المندوب 1|المشارك 1|الطالب|الطرف الأول",
                "Delegate A|Delegate 1|Person 1|Participant 1|Requester|Who",
                "Delegado A|Delegado 1|Persona 1|Participante 1|Solicitante|Quién",
            ),
            required=True,
        ),
        Column(
            "one_organisation",
            Cell.NAME,
            words(
                "Organisation A|Société A|Entreprise A|Organisation 1|Société 1|Entreprise 1",
                "المؤسسة أ|الشركة أ|المؤسسة 1|الشركة 1",
                "Organisation A|Organization A|Company A|Organisation 1|Organization 1|Company 1",
                "Organización A|Empresa A|Organización 1|Empresa 1",
            ),
        ),
        Column(
            "other",
            Cell.NAME,
            words(
                "Délégué B|Délégué 2|Personne 2|Participant 2|Avec|Souhaite rencontrer",
                "المندوب ب|المندوب 2|المشارك 2|مع|الطرف الثاني|يرغب في لقاء",
                "Delegate B|Delegate 2|Person 2|Participant 2|With|Wants to meet",
                "Delegado B|Delegado 2|Persona 2|Participante 2|Con|Quiere reunirse con",
            ),
            required=True,
        ),
        Column(
            "other_organisation",
            Cell.NAME,
            words(
                "Organisation B|Société B|Entreprise B|Organisation 2|Société 2|Entreprise 2",
                "المؤسسة ب|الشركة ب|المؤسسة 2|الشركة 2",
                "Organisation B|Organization B|Company B|Organisation 2|Organization 2|Company 2",
                "Organización B|Empresa B|Organización 2|Empresa 2",
            ),
        ),
        Column(
            "wish",
            Cell.WISH,
            words(
                "Souhait|Statut|Type|Décision|Doivent se rencontrer",
                "الرغبة|القرار|النوع",
                "Wish|Status|Type|Decision",
                "Deseo|Estado|Tipo|Decisión",
            ),
        ),
    ),
)

KINDS = (DELEGATES, ORGANISATIONS, VENUES, SLOTS, SESSIONS, INTERPRETERS, PAIRS)


@cache
def kind_of(key: str) -> SheetLayout:
    return next(each for each in KINDS if each.key == key)
