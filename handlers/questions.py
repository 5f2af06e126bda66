"""The table of all questions: for each state of a conversation, what answers it, and whether it survives other acts."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup

from handlers.announcements import sending, texts
from handlers.announcements.data import Announce, AudienceValue, Composing
from handlers.beginning import router as beginning
from handlers.beginning.data import BeginPress
from handlers.beginning.states import NewMission
from handlers.changes import describing, meeting, shift
from handlers.changes.data import ShiftFrom
from handlers.core.question import Question, Questions
from handlers.day import phone_zone
from handlers.day.data import ZonePress
from handlers.desk import decisions, interpreters, invitations, matching, people, settings
from handlers.desk.data import (
    DelegationFigure,
    InterpreterAct,
    InterpreterLanguage,
    NewLink,
    PairAct,
    PairsOf,
    PeoplePage,
    SettingPress,
)
from handlers.directory import router as directory
from handlers.directory.data import DirectoryPress, WhoPress
from handlers.meetings import company, note, organisation, reasons_asked, request
from handlers.meetings.data import MeetingPress, WordsPress
from handlers.programme import adding, calendar_file, details, moving
from handlers.programme.data import AddPress, CalendarFilePress, DeskSession, DetailPress, GuestPress
from handlers.quiet import router as quiet
from handlers.quiet.data import QuietPress
from handlers.registration import asking, greeting
from handlers.registration.buttons import (
    Agree,
    Chip,
    Correct,
    Disagree,
    FormMove,
    Pick,
    Revise,
    Send,
    SendAs,
    Speak,
    Topic,
    Topics,
)
from handlers.registration.contact import BACK
from handlers.registration.states import Joining
from handlers.start import LanguageChoice
from handlers.views.data import AskPress, DeskList, MeetingChoice, ProfileCard
from handlers.views.decision_buttons import WordsSent
from handlers.views.organisation_press import OrganisationPress

FORM: tuple[type[CallbackData], ...] = (
    Pick,
    FormMove,
    Revise,
    Chip,
    Correct,
    Topics,
    Topic,
    Send,
    SendAs,
    Agree,
    Disagree,
)
NEUTRAL: tuple[type[CallbackData], ...] = (LanguageChoice,)
"""Buttons that are about the question that stands, whatever it is."""

_TABLE: dict[State | type[StatesGroup], Question] = {
    Joining.greeting: Question((Agree, Disagree, Speak), lasting=True, ask=greeting.greet),
    Joining.registering: Question(FORM, lasting=True, ask=asking.ask_again, back=BACK),
    Joining.claiming: Question(FORM, lasting=True, ask=asking.ask_again, back=BACK),
    Joining.editing: Question(FORM, ask=asking.ask_again, back=BACK),
    Composing.choosing: Question((Announce, AudienceValue)),
    Composing.text: Question(ask=texts.prompt, back=BACK, takes_links=True),
    Composing.when: Question(ask=sending.prompt),
    NewMission: Question((BeginPress,), ask=beginning.ask_again),
    describing.Describing: Question(ask=describing.ask_again, back=BACK),
    shift.Shifting: Question((ShiftFrom,), ask=shift.ask_again),
    meeting.MeetingSearch: Question((MeetingChoice,), ask=meeting.ask_name_again),
    decisions.Deciding: Question((WordsSent,), ask=decisions.prompt, takes_links=True),
    interpreters.Adding: Question((InterpreterLanguage, InterpreterAct), ask=interpreters.ask_again),
    invitations.Inviting: Question((NewLink,)),
    matching.Pairing: Question((PairsOf, PairAct)),
    people.PeopleSearch: Question((PeoplePage, ProfileCard, DeskList, DelegationFigure), ask=people.ask_again),
    directory.Looking: Question((DirectoryPress, WhoPress), ask=directory.ask_again),
    reasons_asked.Saying: Question((WordsPress,), ask=reasons_asked.ask_again),
    organisation.AskingOrganisation: Question((OrganisationPress,), ask=organisation.ask_again),
    company.Bringing: Question((MeetingPress,), ask=company.ask_name_again),
    note.Correcting: Question((MeetingPress,), ask=note.ask_again),
    request.Asking: Question((AskPress,), ask=request.ask_again),
    moving.Rescheduling: Question((DeskSession,), ask=moving.ask_again),
    phone_zone.PhoneZone: Question((ZonePress,), ask=phone_zone.ask_again),
    quiet.QuietHours: Question((QuietPress,), ask=quiet.ask_again),
    settings.MissionSetting: Question((SettingPress,), ask=settings.ask_again),
    adding.AddingSession: Question((AddPress,), ask=adding.ask_again),
    calendar_file.SendingCalendar: Question((CalendarFilePress,), ask=calendar_file.ask_again),
    details.EditingSession: Question((AddPress, DetailPress, GuestPress), ask=details.ask_again),
}

QUESTIONS: Questions = {
    name: question
    for one, question in _TABLE.items()
    for name in ([str(one.state)] if isinstance(one, State) else one.__state_names__)
}
