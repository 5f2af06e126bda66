"""A place that an organiser types in: name and address, then the pin; or what is wrong about a venue."""

from __future__ import annotations

from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.changes.data import DESCRIBED, Propose, VenueChoice
from handlers.changes.dry_run import view
from handlers.core.turn import Turn
from handlers.views.keyboards import Keyboard, button, inline
from locales import N_, Texts
from locales.bidi import strip_controls
from missions.changes.move_table import venue_of
from missions.names import says_something
from missions.people import access

NAME_LIMIT = 100
ADDRESS_LIMIT = 200


class Describing(StatesGroup):
    name = State()
    address = State()
    pin = State()


QUESTIONS = {
    "new": (
        Describing.name,
        N_("🆕 What is the new venue called? Type its name and, on the next line, its address (optional)."),
    ),
    "name": (
        Describing.name,
        N_("✏️ What is it called? Type the name and, if the address changes too, the address on the next line."),
    ),
    "address": (Describing.address, N_("✏️ What is the address?")),
    "pin": (Describing.pin, N_("📍 Send the location: tap 📎, then Location, and move the map to the entrance.")),
}
ABSURD = N_("Please type a name (at most 100 characters) and, on the next line, an address (at most 200).")

NO_ADDRESS = N_("Please type an address of at most 200 characters.")


def router() -> Router:
    describing = Router(name="description of a place")
    typed = F.text & ~F.text.startswith("/")
    describing.callback_query.register(ask, VenueChoice.filter(F.act.in_(QUESTIONS)))
    describing.message.register(take_venue, StateFilter(Describing), F.venue)
    describing.message.register(take_name, StateFilter(Describing.name), typed)
    describing.message.register(take_address, StateFilter(Describing.address), typed)
    describing.message.register(take_pin, StateFilter(Describing.pin), F.location)
    describing.message.register(not_this, StateFilter(Describing), ~F.text.startswith("/") | ~F.text)
    return describing


async def ask(_query: CallbackQuery, callback_data: VenueChoice, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    venue = await venue_of(turn.session, mission, callback_data.venue)
    step, question = QUESTIONS[callback_data.act]
    what = "vn" if callback_data.act == "new" else "vc"
    described = {"what": what, "venue": venue.id, "asked": callback_data.act, "place": {"title": {}}}
    await turn.state.set_state(step)
    await turn.state.set_data({DESCRIBED: described})
    await turn.show(Markup("\n").join([_("🏛 <b>{venue}</b>", venue=venue.title), _(question)]), _back(_, described))


async def take_name(message: Message, turn: Turn) -> None:
    _ = turn._
    lines = [" ".join(line.split()) for line in _cleaned(message.text or "").splitlines() if line.strip()]
    name, address = (lines or [""])[0], ", ".join(lines[1:])
    if not says_something(name) or len(name) > NAME_LIMIT or len(address) > ADDRESS_LIMIT:
        await turn.say(_(ABSURD))
        return
    described = await _described(turn)
    described["place"] |= {"title": {_.language.code: name}, "address": address}
    if described["what"] == "vn":
        await turn.state.update_data({DESCRIBED: described})
        await turn.state.set_state(Describing.pin)
        await turn.say(_(QUESTIONS["pin"][1]), _without_map(_, described))
        return
    await _look(turn, described)


async def take_address(message: Message, turn: Turn) -> None:
    _ = turn._
    address = _one_line(message.text or "")
    if not says_something(address) or len(address) > ADDRESS_LIMIT:
        await turn.say(_(NO_ADDRESS))
        return
    described = await _described(turn)
    described["place"]["address"] = address
    await _look(turn, described)


async def take_pin(message: Message, turn: Turn) -> None:
    _ = turn._
    described = await _described(turn)
    if message.location is not None:
        described["place"] |= {"latitude": message.location.latitude, "longitude": message.location.longitude}
    await _look(turn, described)


async def take_venue(message: Message, turn: Turn) -> None:
    """A place picked from Telegram's own list answers everything at once."""
    _ = turn._
    described = await _described(turn)
    place, venue = described["place"], message.venue
    if venue is None:
        return
    title, address = (_one_line(each) for each in (venue.title, venue.address))
    takes_title = not place["title"] and described["asked"] in {"new", "name"}
    if takes_title and not says_something(title):
        await turn.say(_(ABSURD))
        return
    if described["asked"] == "address" and not says_something(address):
        await turn.say(_(NO_ADDRESS))
        return
    cut = False
    if described["asked"] == "address" or (described["what"] == "vn" and not place.get("address")):
        place["address"] = _within(address if says_something(address) else "", ADDRESS_LIMIT)
        cut = len(address) > ADDRESS_LIMIT
    if takes_title:
        place["title"] = {_.language.code: _within(title, NAME_LIMIT)}
        cut = cut or len(title) > NAME_LIMIT
    place |= {"latitude": venue.location.latitude, "longitude": venue.location.longitude}
    if cut:
        turn.box.heading = _("✂️ The name or address of this place is too long. It was shortened, as you see below.")
    await _look(turn, described)


async def not_this(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Repeats the open question: neither a text nor a pin answered it, or its language changed."""
    _, described = turn._, await _described(turn)
    asked = "pin" if await turn.state.get_state() == Describing.pin.state else described["asked"]
    without_map = asked == "pin" and described["what"] == "vn"
    await turn.say(_(QUESTIONS[asked][1]), _without_map(_, described) if without_map else _back(_, described))


async def _look(turn: Turn, described: dict[str, Any]) -> None:
    """The dry run of what was described. It stays in the conversation until it is confirmed."""
    await turn.state.set_state(None)
    await turn.state.set_data({DESCRIBED: described})
    await turn.say(*await view(turn, Propose(what=described["what"], subject=described["venue"])))


async def _described(turn: Turn) -> dict[str, Any]:
    described: dict[str, Any] = (await turn.state.get_data())[DESCRIBED]
    return described


def _back(_: Texts, described: dict[str, Any]) -> Keyboard:
    return inline(_, [[button(_.plain("‹ Back"), VenueChoice(venue=described["venue"]))]])


def _without_map(_: Texts, described: dict[str, Any]) -> Keyboard:
    go_on = Propose(what=described["what"], subject=described["venue"])
    return inline(
        _,
        [
            [button(_.plain("Continue without a map"), go_on)],
            [button(_.plain("‹ Back"), VenueChoice(venue=described["venue"]))],
        ],
    )


def _cleaned(text: str) -> str:
    return strip_controls(text).replace("\x00", "")


def _one_line(text: str) -> str:
    return " ".join(_cleaned(text).split())


def _within(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
