"""The steps of the form: what each asks, and what it takes for an answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from aiogram.types import Message
from markupsafe import Markup

from handlers.registration import firms
from handlers.registration.buttons import FormMove, Pick
from handlers.registration.form import Form
from handlers.views import labels
from handlers.views.keyboards import button, capital, columns
from handlers.views.message import Rows
from locales import N_
from missions.errors import Refusal
from missions.identity.romanised import other_form, romanised
from missions.matching import sectors as all_sectors
from missions.names import says_something
from missions.proposals import topics
from missions.registration import registration
from missions.registration.fields import typed
from storage.tables import Mission, OrganisationKind
from storage.tables.called import is_arabic

SIDES = {"offer": "🎁", "need": "🔎"}
"""The texts that proposals are made from, and their signs."""

NOT_TEXT = N_("Please type it as a message.")
USE_BUTTONS = N_("Please choose with a button below, or go back to the question before.")
ONE_AT_LEAST = N_("At least one must stay selected.")
TICK_AND_ANSWER_BELOW = N_("🗣 Which languages do you speak? Tick them, then answer the question below.")
LATIN_LETTERS = N_("Please type your name in Latin letters.")
ARABIC_LETTERS = N_("Please type your name in Arabic letters.")
NO_SUCH_CHOICE = N_("This button no longer works.")


@dataclass(frozen=True, slots=True)
class Step:
    """One question. Subclasses take texts, picks, or both."""

    name: str
    question: str

    async def wanted(self, form: Form) -> bool:  # noqa: ARG002 - others look
        """Whether registration stops here."""
        return True

    async def text(self, form: Form) -> Markup:
        return form.turn._(self.question)

    async def rows(self, form: Form) -> Rows:  # noqa: ARG002 - others look
        return []

    async def take(self, form: Form, message: Message) -> None:  # noqa: ARG002 - others take texts
        """Take a message for the answer.

        Raises:
            Refusal: it is none; the question stays open.
        """
        raise Refusal(USE_BUTTONS)

    async def pick(self, form: Form, value: str) -> bool:  # noqa: ARG002 - others have choices
        """Take a pressed choice; whether the step is answered with it.

        Raises:
            Refusal: there is no such choice.
        """
        raise Refusal(NO_SUCH_CHOICE)

    async def answered(self, form: Form) -> bool:  # noqa: ARG002 - others have what to keep
        """Whether one may go on with what is there."""
        return False

    async def said(self, form: Form) -> str:  # noqa: ARG002 - others have what to say
        """What was answered, in the language of the chat."""
        return ""


@dataclass(frozen=True, slots=True)
class TextStep(Step):
    """Answered by typing."""

    async def text(self, form: Form) -> Markup:
        _, present = form.turn._, self.present(form)
        question = _(self.question)
        return Markup("\n\n").join([question, _("Current: <i>{text}</i>", text=present)]) if present else question

    async def rows(self, form: Form) -> Rows:
        if not self.present(form) or not form.registering:
            return []
        return [[button(form.turn._.plain("Keep it"), FormMove(step=self.name, on=True))]]

    async def answered(self, form: Form) -> bool:
        return bool(self.present(form))

    async def said(self, form: Form) -> str:
        return self.present(form)

    def present(self, form: Form) -> str:
        return str(getattr(form.draft, self.name))

    async def take(self, form: Form, message: Message) -> None:
        if message.text is None:
            raise Refusal(NOT_TEXT)
        self.keep(form, message.text)
        if self.name in SIDES:
            await topics.prepare(form.turn.session, self.present(form))

    def keep(self, form: Form, text: str) -> None:
        kept = typed(self.name, text)
        form.cut = kept.cut
        form.shortened = [*({*form.shortened} - {self.name}), *([self.name] if kept.cut else [])]
        if self.name in SIDES and kept.text != self.present(form):
            form.draft.forget_tags(self.name)
        setattr(form.draft, self.name, kept.text)
        form.draft.infer_sectors()


@dataclass(frozen=True, slots=True)
class NameStep(TextStep):
    """The name that Telegram reports is one tap."""

    async def rows(self, form: Form) -> Rows:
        # A name is a hundred characters at most; the button itself carries none of it.
        called = form.turn.sender.full_name[:100]
        rows = await TextStep.rows(self, form)
        if called == form.draft.name or not says_something(called):
            return rows
        return [*rows, [button(form.turn._.plain("👤 {name}", name=called), Pick(step=self.name, value="telegram"))]]

    async def pick(self, form: Form, value: str) -> bool:  # noqa: ARG002 - there is only one
        self.keep(form, form.turn.sender.full_name[:100])
        return True

    def keep(self, form: Form, text: str) -> None:
        before = form.draft.name
        TextStep.keep(self, form, text)
        if form.draft.name != before:
            form.draft.other_name = other_form(form.draft.name, form.draft.other_name, form.turn.sender.full_name[:100])


@dataclass(frozen=True, slots=True)
class OtherNameStep(TextStep):
    """Known or proposed, and shown in the review; changed from there and from the profile."""

    async def wanted(self, form: Form) -> bool:  # noqa: ARG002 - the review shows it
        return False

    async def rows(self, form: Form) -> Rows:
        rows = await TextStep.rows(self, form)
        proposed = romanised(form.draft.name)
        if not proposed or proposed == form.draft.other_name:
            return rows
        return [*rows, [button(form.turn._.plain("🔤 {name}", name=proposed), Pick(step=self.name, value="proposed"))]]

    async def pick(self, form: Form, value: str) -> bool:  # noqa: ARG002 - there is only one
        form.draft.other_name = romanised(form.draft.name)
        return True

    def keep(self, form: Form, text: str) -> None:
        kept = typed(self.name, text).text
        if is_arabic(kept) == is_arabic(form.draft.name):
            raise Refusal(LATIN_LETTERS if is_arabic(kept) else ARABIC_LETTERS)
        form.draft.other_name = kept


@dataclass(frozen=True, slots=True)
class OrganisationStep(TextStep):
    """Of an organisation that colleagues have registered with, the kind is known."""

    async def take(self, form: Form, message: Message) -> None:
        await TextStep.take(self, form, message)
        known = await registration.known_kind(form.turn.session, form.draft.mission_id, form.draft.organisation)
        form.draft.kind, form.draft.same_firm = known or form.draft.kind, False


@dataclass(frozen=True, slots=True)
class KindStep(Step):
    """The kind; or, in the same act, that it is a firm that is registered under another spelling."""

    async def wanted(self, form: Form) -> bool:
        draft = form.draft
        return draft.same_firm or not await registration.known_kind(
            form.turn.session, draft.mission_id, draft.organisation
        )

    async def text(self, form: Form) -> Markup:
        found = await firms.alike(form)
        return firms.question(form.turn._, found, self.question) if found else form.turn._(self.question)

    async def rows(self, form: Form) -> Rows:
        same = await firms.rows(form, self.name)
        choices = [
            button(("● " if form.draft.kind == kind else "") + labels.kind(form.turn._, kind), self._pick(kind))
            for kind in OrganisationKind
        ]
        return [*same, *columns(choices, 2)]

    async def pick(self, form: Form, value: str) -> bool:
        if value.startswith(firms.SAME):
            await firms.take(form, value)
            return True
        if value not in list(OrganisationKind):
            raise Refusal(NO_SUCH_CHOICE)
        draft, delegate = form.draft, form.delegate_id or None
        if value != draft.kind and await registration.kind_is_shared(
            form.turn.session, draft.mission_id, draft.organisation, delegate
        ):
            raise Refusal(registration.SHARED_KIND)
        draft.kind = value
        return True

    async def said(self, form: Form) -> str:
        kind = labels.kind(form.turn._, OrganisationKind(form.draft.kind))
        return f"{form.draft.organisation} · {kind}" if form.draft.same_firm else kind

    def _pick(self, kind: OrganisationKind) -> Pick:
        return Pick(step=self.name, value=kind.value)


@dataclass(frozen=True, slots=True)
class SectorStep(Step):
    """Of registrations that stopped here before the review asked for it: one tap, and on."""

    async def wanted(self, form: Form) -> bool:  # noqa: ARG002 - the review asks for it
        return False

    async def rows(self, form: Form) -> Rows:
        return columns(
            [
                button(capital(labels.sector(form.turn._, one)), Pick(step=self.name, value=one))
                for one in all_sectors()
            ],
            1,
        )

    async def pick(self, form: Form, value: str) -> bool:
        if value not in all_sectors():
            raise Refusal(NO_SUCH_CHOICE)
        form.draft.sectors, form.draft.sectors_chosen = [value], True
        return True

    async def said(self, form: Form) -> str:
        return capital(labels.sector(form.turn._, form.draft.sectors[0]))


@dataclass(frozen=True, slots=True)
class ManyStep(Step, ABC):
    """Several choices, ticked and unticked, then Continue."""

    needs_one: bool = True

    @abstractmethod
    async def choices(self, form: Form) -> list[tuple[str, str]]:
        """Values and what they are called."""

    async def chosen(self, form: Form) -> list[str]:
        return list(getattr(form.draft, self.name))

    async def keep(self, form: Form, values: list[str]) -> None:
        setattr(form.draft, self.name, values)

    async def rows(self, form: Form) -> Rows:
        chosen = await self.chosen(form)
        ticks = [
            button(("✅ " if value in chosen else "▫️ ") + label, Pick(step=self.name, value=value))
            for value, label in await self.choices(form)
        ]
        on = button(form.turn._.plain("Continue"), FormMove(step=self.name, on=True))
        return [*columns(ticks, 1 if any(len(tick.text) > 20 for tick in ticks) else 2), [on]]

    async def pick(self, form: Form, value: str) -> bool:
        order = [known for known, _label in await self.choices(form)]
        if value not in order:
            raise Refusal(NO_SUCH_CHOICE)
        chosen = {*await self.chosen(form)} ^ {value}
        if self.needs_one and not chosen:
            raise Refusal(ONE_AT_LEAST)
        await self.keep(form, sorted(chosen, key=order.index))
        return False

    async def answered(self, form: Form) -> bool:
        return bool(await self.chosen(form))

    async def said(self, form: Form) -> str:
        chosen = await self.chosen(form)
        return form.turn._.list(label for value, label in await self.choices(form) if value in chosen)


@dataclass(frozen=True, slots=True)
class SectorsStep(ManyStep):
    async def wanted(self, form: Form) -> bool:  # noqa: ARG002 - reached from the review and the profile
        return False

    async def choices(self, form: Form) -> list[tuple[str, str]]:
        known = [*all_sectors(), *(one for one in form.draft.sectors if one not in all_sectors())]
        return [(one, capital(labels.sector(form.turn._, one))) for one in known]

    async def keep(self, form: Form, values: list[str]) -> None:
        form.draft.sectors, form.draft.sectors_chosen = values, True


@dataclass(frozen=True, slots=True)
class LanguagesStep(ManyStep):
    """When registering, the number is asked below, and its answer goes on from both."""

    async def text(self, form: Form) -> Markup:
        return form.turn._(TICK_AND_ANSWER_BELOW) if form.registering else await ManyStep.text(self, form)

    async def rows(self, form: Form) -> Rows:
        *ticks, on = await ManyStep.rows(self, form)
        return ticks if form.registering else [*ticks, on]

    async def choices(self, form: Form) -> list[tuple[str, str]]:
        codes = dict.fromkeys([*registration.SPOKEN, *form.draft.languages])
        return [(code, capital(labels.language(form.turn._, code))) for code in codes]


@dataclass(frozen=True, slots=True)
class DaysStep(ManyStep):
    async def wanted(self, form: Form) -> bool:  # noqa: ARG002 - all days, until the review says otherwise
        return False

    async def choices(self, form: Form) -> list[tuple[str, str]]:
        mission = await form.turn.session.get_one(Mission, form.draft.mission_id)
        return [(day.isoformat(), capital(form.turn._.day(day))) for day in registration.days_of(mission)]

    async def chosen(self, form: Form) -> list[str]:
        return form.draft.days or [value for value, _label in await self.choices(form)]

    async def keep(self, form: Form, values: list[str]) -> None:
        every = [value for value, _label in await self.choices(form)]
        form.draft.days = [] if values == every else values
