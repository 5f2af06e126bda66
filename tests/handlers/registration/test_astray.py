"""Joining, when people do not do what was asked: nothing is lost, nothing is done twice, everything is answered."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlmodel import col

from storage.tables import Consent, Conversation, Delegate, DelegateStatus, Invitation, InvitationUse
from storage.tables import Person as PersonRow
from storage.tables.base import utc_now
from tests.handlers.registration.kit import House, asked_again
from tests.handlers.registration.words import LUCIA
from tests.hostile.odd_messages import update
from tests.people import Person
from tests.screen import Seen
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_links_that_do_not_open(joining_home: House) -> None:
    home = joining_home
    karim = await home.newcomer("Karim")
    expired = await home.invite(expires_at=utc_now() - timedelta(minutes=1))
    revoked = await home.invite()
    await home.revoke(revoked)
    for token, answer in ((expired, "expired"), (revoked, "withdrawn"), ("no-such-link", "not valid")):
        await karim.start(token)
        await karim.expect(answer)

    single = await home.invite(uses=1)
    await karim.start(single)
    await karim.expect("Do you agree?")
    lucia = await home.newcomer("Lucía")
    await lucia.start(single)
    await lucia.expect("Do you agree?")
    await karim.press("I agree")
    await karim.expect("1/9")
    await lucia.press("I agree")
    await lucia.expect_toast("no uses left")
    [link] = await home.rows(Invitation, Invitation.token == single)
    assert len(await home.rows(InvitationUse, InvitationUse.invitation_id == link.id)) == 1

    # The same person goes on, and uses up no more.
    await karim.press("Karim Nouveau")
    await karim.expect("2/9")
    await karim.start(single)
    await karim.expect("2/9")
    [link] = await home.rows(Invitation, Invitation.token == single)
    assert link.uses_left == 0

    await _disagree(home)


async def _disagree(home: House) -> None:
    """Nothing is stored of who does not agree; nor could they agree to a link they never opened."""
    alvaro = await home.newcomer("Álvaro")
    token = await home.invite()
    [link] = await home.rows(Invitation, Invitation.token == token)
    await alvaro.start(answered=True)
    greeting = await alvaro.expect("Hello, I am Wasl")
    await alvaro.stale_press(greeting.id, f"agree:{link.id}:0")
    await alvaro.expect_toast("invitation link")
    await alvaro.start(token)
    await alvaro.expect("Do you agree?")
    before = alvaro.last.id
    await alvaro.say("What is this?")
    await alvaro.expect("do you agree?")
    await asked_again(alvaro, "Français", before)
    await alvaro.press("Français")
    await alvaro.expect("Acceptez-vous ?")
    await alvaro.press("English")
    await alvaro.expect("Do you agree?")
    await alvaro.press("I do not agree")
    await alvaro.expect("Nothing was stored")
    assert not await home.rows(Conversation, col(Conversation.key).contains(str(alvaro.id)))
    [person] = await home.rows(PersonRow, PersonRow.telegram_id == alvaro.id)
    assert not await home.rows(Consent, Consent.person_id == person.id)


async def test_wrong_answers_old_buttons_and_a_restart(joining_home: House) -> None:
    home = joining_home
    lucia = await home.newcomer("Lucía", phone="+34600000301")
    await lucia.start(await home.invite("andalusia"))
    await lucia.expect("Do you agree?")
    agree = lucia.last
    await lucia.press("I agree", answered=True)
    await lucia.expect("1/9")
    await lucia.stale_press(agree.id, agree.buttons[0].data)
    await lucia.expect_toast("already been answered")

    # Back leads to the greeting, and forward again without another use or consent.
    await lucia.press("Back")
    await lucia.expect("Do you agree?")
    await lucia.press("I agree")
    await lucia.expect("1/9")
    name = lucia.last.button("Lucía")
    assert name is not None

    await lucia.send_file("me.png", PIXEL, "image/png")
    await lucia.expect("type it as a message")
    for text, answer in (("…", "This is empty"), ("x" * 101, "at most 100 characters")):
        await lucia.say(text)
        await lucia.expect(answer)
    await lucia.say("Lucía \u202e\n Romero")
    await lucia.expect("2/9")
    await lucia.stale_press(agree.id, name.data)
    await lucia.expect_toast("already been answered")

    await home.wasl.stop()
    await lucia.say("Costa Portals")
    await home.wasl.start()
    await lucia.expect("3/9")

    await lucia.say("A company")
    await lucia.expect("choose with a button")
    await lucia.stale_press(agree.id, "pick:kind:circus")
    await lucia.expect_toast("no longer works")
    await lucia.press("University")
    await lucia.expect("4/9")
    await lucia.press("Back")
    await lucia.expect("3/9", "kind of organisation")
    await lucia.press("Company")
    await lucia.expect("4/9")

    # Another language, and a look at the menu: the question stands.
    await lucia.say("/language")
    await lucia.expect("Choose your language")
    await lucia.press("Français")
    await lucia.expect("Langue : français")
    await lucia.expect("4/9", "fonction")
    await lucia.say("/menu")
    await lucia.press("Reprendre")
    await lucia.expect("4/9", "fonction")
    await lucia.say("/language")
    await lucia.press("English")
    await lucia.expect("4/9", "position")
    assert sum(bool(seen.button("Back")) for seen in lucia.screen) == 1

    await lucia.say("CEO")
    await lucia.expect("5/9")
    await lucia.say("databases " * 60)
    cut = await lucia.expect("6/9", "the end was cut off")
    assert cut.button("Back")
    await lucia.press("Back")
    kept = await lucia.expect("5/9", "Current: databases")
    assert kept.button("Keep it")
    await lucia.press("Keep it")
    await lucia.expect("6/9")
    await lucia.say("A back office")
    languages = await lucia.expect("7/9")
    await lucia.expect("8/9")
    await lucia.press("English")
    await lucia.expect_toast("At least one")
    await lucia.share_contact(of=2003)
    await lucia.expect("someone else’s contact", "8/9")
    await lucia.say("12345")
    await lucia.expect("6 to 15 digits", "8/9")
    await lucia.press_in(languages.id, "Spanish")
    await lucia.say("/language")
    await lucia.expect("Choose your language")
    await lucia.press("English")
    await lucia.expect("Language: English")
    await lucia.expect("8/9")
    [again] = [seen for seen in lucia.screen if seen.button("✅ Spanish")]
    assert again.id > languages.id
    await lucia.stale_press(lucia.last.id, "move:languages:0")
    await lucia.expect("6/9")
    await lucia.press("Keep it")
    await lucia.expect("7/9")
    await lucia.expect("8/9")
    await lucia.say("‹ Back")
    await lucia.expect("6/9")
    await lucia.press("Keep it")
    await lucia.expect("7/9")
    await lucia.expect("8/9")
    await lucia.press("Continue without a number")
    await lucia.expect("9/9", "Lucía Romero", "Spanish", "Phone: not given")
    await _correct_and_send(home, lucia)


async def _correct_and_send(home: House, lucia: Person) -> None:
    review = lucia.last
    send = review.button("Send")
    assert send is not None
    await lucia.press("Edit something")
    await lucia.press("Back")
    await lucia.expect("Topics found in your text")
    await lucia.press("Edit something")
    await lucia.press("What I offer")
    await lucia.expect("What do you offer?")
    await lucia.press("Back")
    await lucia.expect("9/9")
    await lucia.press("Edit something")
    await lucia.press("What I offer")
    await lucia.expect("What do you offer?")
    await lucia.say("Web portals")
    await lucia.expect("9/9", "Offers: Web portals")
    chip = lucia.last.button("✅ 🎁 Web")
    assert chip is not None
    await lucia.press("✅ 🎁 Web")
    await lucia.expect("9/9", "Offers: Web portals")
    await lucia.press("▫️ 🎁 Web")
    await lucia.expect("9/9", "— ")
    await lucia.stale_press(lucia.last.id, chip.data)
    await lucia.press("Edit something")
    await lucia.press("Sectors")
    await lucia.expect("Which sectors")
    await lucia.press("▫️ Agriculture")
    await lucia.expect("Which sectors")
    await lucia.press("Continue")
    await lucia.expect("9/9", "Agriculture")
    await lucia.press("Edit something")
    await lucia.press("Days")
    await lucia.expect("Which days")
    await lucia.press(lucia.last.buttons[0].text)
    await lucia.expect("Which days")
    await lucia.press("Continue")
    await lucia.expect("9/9")
    await lucia.press("Edit something")
    await lucia.press("Phone number")
    await lucia.expect("What is your phone number?")
    await lucia.press("Share my number", answered=True)
    await lucia.expect("9/9", "+34600000301")

    await lucia.stale_press(review.id, send.data)
    await lucia.expect_toast("already been answered")
    assert not await home.rows(Delegate, Delegate.name == "Lucía Romero")
    last = lucia.last.button("Send")
    assert last is not None
    await lucia.press("Send", answered=True)
    await lucia.expect(LUCIA.sent)
    await lucia.stale_press(review.id, last.data)
    await lucia.expect_toast("This registration is closed")
    [delegate] = await home.rows(Delegate, Delegate.name == "Lucía Romero")
    assert delegate.status is DelegateStatus.PENDING
    assert "agrifood" in delegate.sectors
    assert len(delegate.days) == 4
    assert delegate.offer == "Web portals"

    # /cancel loses the answers and keeps the consent: the questions begin anew.
    karim = await home.newcomer("Karim")
    token = await home.invite()
    await karim.start(token)
    await karim.press("I agree")
    await karim.expect("1/9")
    await karim.say("/cancel")
    await karim.expect("nothing was sent")
    await karim.say("Karim")
    await karim.expect("did not understand")
    await karim.start(token)
    await karim.expect("1/9")


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000"
    "000049454e44ae426082"
)


async def test_an_invitation_in_words_leads_where_its_link_does(joining_home: House) -> None:
    home = joining_home
    token = await home.invite()
    link = f"https://t.me/wasl_demo_bot?start={token}"
    hidden = f"\u200f<{link[:12]}\u200b{link[12:]}>."
    named = f"wasl_demo_bot.t.me/?start={token}"
    shared = f"https://t.me/share/url?url={quote(link, safe='')}&text=Join%20us"
    for words in (link, hidden, token, named, shared, f"start {token}", f"My code is {token}, thank you"):
        said = await home.newcomer("Samia")
        await said.say(words)
        await said.expect("Do you agree?")
    started = await home.newcomer("Samia")
    await started.start(token)
    await started.press("I agree")
    await started.expect("1/9")
    other = await home.invite("andalusia")
    await started.say(f"t.me/wasl_demo_bot?start={other}")
    await started.expect("1/9")
    # The question of before loses its buttons, and reads the same: what follows must come after the new one.
    await all_said(home.database)
    await started.say("A code that nobody made: AAAAAAAAAAAAAAAAAAAAAAAA")
    await started.expect("2/9")
    await started.say("/desk", answered=True)


async def test_what_was_expected_is_asked_again_below(joining_home: House) -> None:
    home = joining_home
    astray = await home.newcomer("Hicham")
    await astray.start(await home.invite())
    await astray.expect("Do you agree?")
    before = astray.last.id
    await astray.say("yes")
    await astray.expect("do you agree?")
    await asked_again(astray, "I agree", before)
    await astray.press("I agree")
    await astray.expect("1/9")
    await astray.press("Hicham")
    await astray.expect("2/9")
    await astray.say(f"Firm {astray.id}")
    await astray.expect("3/9")
    await astray.say("a company")
    again = await astray.expect("choose with a button", "3/9")
    assert again.button("Company")
    assert sum(bool(seen.button("Company")) for seen in astray.screen) == 1
    await astray.press("Company")
    await astray.expect("4/9")


async def test_an_album_has_one_answer_and_an_edit_is_answered(joining_home: House) -> None:
    home = joining_home
    astray = await home.newcomer("Meriem")
    await astray.start(await home.invite())
    await astray.press("I agree")
    await astray.expect("1/9")
    await astray.press("Meriem")
    await astray.expect("2/9")
    await all_said(home.database)
    before = len(_said_to(astray))
    picture = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "media_group_id": "4"}
    for number in range(4):
        await home.sandbox.inject(update(astray, number, picture))
    await home.sandbox.acknowledged()
    await all_said(home.database)
    assert "type it as a message" in astray.last.text
    assert len(_said_to(astray)) == before + 1

    await home.sandbox.inject(update(astray, 5, {"text": "Meryem"}, kind="edited_message"))
    await astray.sees("Edited messages are not read again", "press “‹ Back” and send it again", "2/9")
    # A location that is shared live changes by itself.
    location = {"location": {"latitude": 36.7, "longitude": -4.4, "live_period": 900}}
    await home.sandbox.inject(update(astray, 6, location, kind="edited_message"))
    await home.sandbox.acknowledged()
    await all_said(home.database)
    assert len(_said_to(astray)) == before + 2


def _said_to(person: Person) -> list[Seen]:
    return [seen for seen in person.screen if seen.from_bot]
