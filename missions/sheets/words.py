"""Words that cells hold for a value of the tables: kinds, wishes, yes and no. The first of a language is its label."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from missions.sheets.columns import Cell, words
from storage.tables.folding import fold

YES, NO = "yes", "no"

VALUES: Mapping[Cell, Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    Cell.YES_NO: {
        YES: words("oui|o|x|vrai|ok", "نعم|أجل|صحيح", "yes|y|true|ok|x", "sí|si|s|verdadero"),
        NO: words("non|n|faux|aucun", "لا|خطأ", "no|n|false|none", "no|falso"),
    },
    Cell.ORGANISATION_KIND: {
        "company": words(
            "Entreprise|Société|PME|TPE|Groupe|Start-up|Startup|Privé|Société privée|Coopérative|Bureau d'études|"
            "SARL|S.A.R.L.|SARL AU|S.A.R.L. AU|SA|S.A.|SAS|SASU|SNC|EURL|GIE|Auto-entrepreneur|Société anonyme",
            "شركة|مقاولة|مقاولة صغرى|قطاع خاص|شركة ناشئة|تعاونية|ش.م.م|ش.ذ.م.م|شركة مساهمة|شركة ذات مسؤولية محدودة|"
            "شركة ذات المسؤولية المحدودة|مقاول ذاتي",
            "Company|Firm|Business|SME|Private|Enterprise|Start-up|Startup|Cooperative|Private company|Corporate|"
            "Ltd|LLC|Limited|Inc|Corporation",
            "Empresa|Sociedad|PYME|Compañía|Privada|Startup|Cooperativa|SL|S.L.|SLU|S.L.U.|SAU|Autónomo",
        ),
        "agency": words(
            "Organisme public|Agence|Administration|Ministère|Public|Collectivité|Institution publique|Institution|"
            "Établissement public|Ambassade|Commune|Région",
            "هيئة عمومية|وكالة|إدارة|وزارة|قطاع عام|مؤسسة عمومية|سفارة|جماعة",
            "Public body|Agency|Administration|Ministry|Public|Government|Institution|Embassy|Public institution",
            "Organismo público|Agencia|Administración|Ministerio|Público|Ayuntamiento|Institución|Embajada",
        ),
        "chamber": words(
            "Chambre de commerce|Chambre|CCI|CCIS|Chambre consulaire",
            "غرفة التجارة|غرفة|غرفة تجارية",
            "Chamber of commerce|Chamber",
            "Cámara de comercio|Cámara",
        ),
        "park": words(
            "Parc technologique|Parc|Technopole|Technopark|Zone franche|Incubateur|Pépinière|Zone industrielle",
            "منطقة تكنولوجية|قطب تكنولوجي|منطقة حرة|حاضنة|حاضنة أعمال|منطقة صناعية",
            "Technology park|Park|Incubator|Free zone|Science park|Accelerator|Industrial zone",
            "Parque tecnológico|Parque|Incubadora|Zona franca|Vivero de empresas|Aceleradora",
        ),
        "university": words(
            "Université|École|Faculté|Institut|Grande école|Centre de recherche|Laboratoire",
            "جامعة|مدرسة|كلية|معهد|مركز بحث|مختبر",
            "University|School|Faculty|Institute|College|Research centre|Research center|Laboratory",
            "Universidad|Escuela|Facultad|Instituto|Centro de investigación|Laboratorio",
        ),
        "investor": words(
            "Investisseur|Fonds|Banque|Fonds d'investissement|Capital-risque|Business angel",
            "مستثمر|صندوق|بنك|صندوق استثمار",
            "Investor|Fund|Bank|Investment fund|Venture capital|Business angel",
            "Inversor|Fondo|Banco|Fondo de inversión|Capital riesgo",
        ),
        "association": words(
            "Association|Fédération|Syndicat|ONG|Cluster|Réseau|Confédération|Groupement",
            "جمعية|فيدرالية|اتحاد|نقابة|تجمع|كونفدرالية",
            "Association|Federation|NGO|Union|Cluster|Network|Confederation",
            "Asociación|Federación|ONG|Sindicato|Clúster|Confederación",
        ),
    },
    Cell.SESSION_KIND: {
        "plenary": words(
            "Plénière|Séance plénière|Ouverture|Clôture|Conférence|Cérémonie",
            "جلسة عامة|افتتاح|اختتام|حفل",
            "Plenary|Opening|Closing|Conference|Ceremony",
            "Plenaria|Sesión plenaria|Apertura|Clausura|Conferencia",
        ),
        "seminar": words(
            "Séminaire|Atelier|Table ronde|Panel|Présentation",
            "ندوة|ورشة|مائدة مستديرة|عرض",
            "Seminar|Workshop|Panel|Round table|Presentation",
            "Seminario|Taller|Mesa redonda|Panel|Presentación",
        ),
        "course": words("Formation|Cours|Stage", "تكوين|تدريب|دورة", "Course|Training", "Curso|Formación"),
        "visit": words(
            "Visite|Visite de site|Visite d'entreprise", "زيارة|زيارة ميدانية", "Visit|Site visit|Tour", "Visita"
        ),
        "bus": words(
            "Bus|Transport|Transfert|Navette|Départ",
            "حافلة|نقل|تنقل",
            "Bus|Transport|Transfer|Shuttle",
            "Autobús|Transporte|Traslado|Bus",
        ),
        "meal": words(
            "Repas|Déjeuner|Dîner|Pause café|Cocktail|Réception",
            "وجبة|غداء|عشاء|استراحة قهوة|حفل استقبال",
            "Meal|Lunch|Dinner|Coffee break|Reception|Breakfast",
            "Comida|Almuerzo|Cena|Pausa café|Cóctel|Recepción",
        ),
    },
    Cell.WISH: {
        "must": words(
            "À rencontrer|Oui|Souhaité|Obligatoire|Doit|Voulu|Imposé|Prioritaire|Voulue",
            "لقاء مطلوب|نعم|مطلوب|إلزامي|ضروري",
            "Must meet|Yes|Wanted|Must|Required|Priority|Mandatory",
            "Debe reunirse|Sí|Deseado|Obligatorio|Prioritario",
        ),
        "never": words(
            "Jamais|Non|Exclu|Interdit|À éviter|Concurrent",
            "أبدا|لا|ممنوع|مستبعد|منافس",
            "Never|No|Excluded|Forbidden|Avoid|Competitor",
            "Nunca|No|Excluido|Prohibido|Evitar|Competidor",
        ),
    },
}


def label(cell: Cell, value: str, language: str) -> str:
    """How a value is written for a reader of this language; as it is where nothing is known of it."""
    known = VALUES[cell].get(value)
    return known.get(language, known["en"])[0] if known else value


@cache
def by_word(cell: Cell) -> Mapping[str, str]:
    """The value that each folded word means."""
    found = {fold(value): value for value in VALUES[cell]}
    for value, languages in VALUES[cell].items():
        for each in languages.values():
            for word in each:
                found.setdefault(fold(word), value)
    return found
