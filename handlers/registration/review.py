"""The profile is sent: to the organisers, or, where they had entered it themselves, confirmed."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import tell
from handlers.registration.form import Form
from handlers.registration.states import Joining
from handlers.views import menu, profile
from handlers.views.keyboards import inline
from handlers.views.zones import asked
from missions.people.home import home_of
from missions.registration import registration
from missions.registration.whole_profile import whole_of
from storage.tables import Mission


async def send(form: Form) -> None:
    """What was filled in becomes the profile; the card stays in the chat, without its buttons."""
    if form.is_(Joining.claiming):
        await _confirm(form)
        return
    turn, _ = form.turn, form.turn._
    delegate, notices = await registration.submit(turn.session, turn.person, form.draft)
    await tell(turn.box, notices)
    await turn.finish()
    await turn.show(Markup("\n\n").join([_("Your profile:"), profile.text(_, await whole_of(turn.session, delegate))]))
    await turn.say(
        _("📨 Sent to the organisers. Their answer will come here. Until then you can still edit it: /profile")
    )


async def _confirm(form: Form) -> None:
    turn, _ = form.turn, form.turn._
    delegate = await registration.change(turn.session, turn.person, form.delegate_id, form.draft)
    await turn.finish()
    await turn.show(Markup("\n\n").join([_("Your profile:"), profile.text(_, await whole_of(turn.session, delegate))]))
    text, keyboard = menu.view(_, await home_of(turn.session, turn.person))
    mission = await turn.session.get_one(Mission, delegate.mission_id)
    hours, zone = asked(_, mission.time_zone)
    said = Markup("\n\n").join([_("✅ Thank you. Registration approved."), hours, text])
    await turn.say(said, inline(_, [*keyboard.rows, *zone]))
