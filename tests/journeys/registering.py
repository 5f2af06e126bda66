"""Links that organisers make, and the way from a link to the organisers' word."""

from __future__ import annotations

import re

from tests.journeys.cast import Cast
from tests.journeys.kit import Someone

MOST_ACTS = 12
"""Messages and taps that registering may cost."""

POSITION = "💼 What is your position there?"
OFFER = "🎁 What do you offer? One or two specific sentences, in your own language."
NEED = "🔎 What do you look for? We use this to suggest people to meet."
LANGUAGES = "🗣 Which languages do you speak? Tick them, then answer the question below."
TEXTS = ((POSITION, "position"), (OFFER, "offer"), (NEED, "need"))


async def invites(salma: Someone) -> tuple[str, str]:
    """A link for each delegation, made in the chat."""
    await salma.person.start()
    await salma.write("/desk")
    await salma.reads("👥 Registered in the chat: {n}", n=0)
    links = []
    for delegation in ("Délégation marocaine", "Délégation andalouse"):
        await salma.tap("✉️ Invitations")
        await salma.tap("➕ Create a link")
        await salma.tap("Delegates: {delegation}", delegation=delegation)
        await salma.tap("10")
        await salma.tap("Until the mission ends")
        shown = await salma.person.expect("Mission du Détroit", "?start=")
        assert "photo" in shown.raw
        found = re.search(r"start=([\w-]{22,})", shown.text)
        assert found is not None
        links.append(found[1])
        await salma.tap("‹ Invitations")
        await salma.tap("‹ Desk")
    return links[0], links[1]


async def begins(someone: Someone, link: str) -> None:
    """From the link to the question after the position."""
    await someone.open(link)
    await someone.reads("👋 I am Wasl. In this chat you register, choose who to meet, and agree on a time and place.")
    await someone.tap("✅ I agree")
    await someone.reads("👤 What name should be on your badge? Tap it, or type it.", "1/9")
    await someone.write(someone.profile.name)
    await someone.reads("🏢 Which company or organisation do you represent?", "2/9")
    await someone.write(someone.profile.organisation)
    await someone.reads("🏷 What kind of organisation is it?", "3/9")
    await someone.tap("Company")
    await someone.reads(POSITION, "4/9")
    await someone.write(someone.profile.position)
    await someone.reads(OFFER, "5/9")


async def ends(someone: Someone, *, speaks: str = "") -> None:
    """From the question of what is sought to the contact card, and off it goes."""
    await someone.reads(NEED, "6/9")
    await someone.write(someone.profile.need)
    await someone.reads(LANGUAGES, "7/9")
    if speaks:
        await someone.ticks(speaks)
    await someone.tap("📱 Share my number")
    await someone.reads(
        "<b>{place}/{total}</b> · This is your profile. Is it correct?", someone.profile.need, place=9, total=9
    )


async def sends(cast: Cast, someone: Someone) -> None:
    await someone.tap("📨 Send to the organisers")
    await someone.reads(
        "📨 Sent to the organisers. Their answer will come here. Until then you can still edit it: /profile"
    )
    assert someone.acts <= MOST_ACTS, f"{someone.person}: {someone.acts}"
    await cast.salma.has_read("Nouvelle inscription", someone.profile.latin, someone.profile.organisation)


async def registers_across_a_crash(cast: Cast, link: str) -> None:
    rachid = cast.rachid
    await begins(rachid, link)
    cast.home.crashed.add(rachid.person.id)
    await cast.home.wasl.kill()
    await rachid.person.say(cast.rachid.profile.offer)
    rachid.acts += 1
    await cast.home.wasl.start()
    await ends(rachid)
    await sends(cast, rachid)
    await cast.salma.tap("✅ Approve")
    await cast.salma.reads("✅ <b>{name}</b> is approved and has been notified.", name=cast.rachid.profile.name)
    await rachid.has_read("Inscription validée : Mission du Détroit")


async def registers_after_a_question(cast: Cast, link: str) -> None:
    amina, salma = cast.amina, cast.salma
    await begins(amina, link)
    await amina.write(cast.amina.profile.offer)
    await amina.reads(NEED, "6/9")
    await amina.write(cast.amina.profile.need)
    await amina.reads(LANGUAGES, "7/9")
    await goes_back_and_on_again(amina)
    await amina.ticks("الإنجليزية")
    await amina.tap("📱 Share my number")
    await sends(cast, amina)

    await salma.tap("❔ Ask for details")
    await salma.reads(
        "What should <b>{name}</b> add? Type your question; it will be sent to them. /cancel to stop.",
        name=cast.amina.profile.latin,
    )
    await salma.write("Combien de postes avez-vous ?")
    await salma.tap("📨 Send this question")
    await amina.has_read("يسأل", "Combien de postes avez-vous ?")
    await amina.tap("👤 Open my profile")
    await amina.tap("What I offer")
    await amina.write(f"{cast.amina.profile.offer}، 120 مقعدًا")
    await amina.tap("✅ Save")
    await amina.reads("❔ The organisers ask: <i>{reason}</i>", "120 مقعدًا", reason="Combien de postes avez-vous ?")
    await amina.tap("📨 Send to the organisers again")
    await salma.has_read("Inscription complétée", cast.amina.profile.latin, "120 مقعدًا")
    await amina.has_read(cast.amina.profile.name, "ينتظر القبول")
    await salma.tap("✅ Approve")
    await amina.has_read("بعثة المضيق", "✅")


async def goes_back_and_on_again(someone: Someone) -> None:
    """Back from the languages to the very greeting, and forward again: what was answered is kept."""
    counted = someone.acts
    for question in (NEED, OFFER, POSITION, "🏷 What kind of organisation is it?"):
        await someone.tap("‹ Back")
        await someone.reads(question)
    await someone.tap("‹ Back")
    await someone.reads("🏢 Which company or organisation do you represent?", someone.profile.organisation)
    await someone.tap("‹ Back")
    await someone.reads("👤 What name should be on your badge? Tap it, or type it.", someone.profile.name)
    await someone.tap("Keep it")
    await someone.reads("🏢 Which company or organisation do you represent?")
    await someone.tap("Keep it")
    await someone.tap("Company")
    for question, answer in TEXTS:
        await someone.reads(question, str(getattr(someone.profile, answer)))
        await someone.tap("Keep it")
    await someone.reads(LANGUAGES)
    someone.acts = counted


async def registers_after_a_refusal(cast: Cast, link: str) -> None:
    lucia, salma = cast.lucia, cast.salma
    await begins(lucia, link)
    await lucia.write(cast.lucia.profile.offer)
    await ends(lucia, speaks="French")
    await sends(cast, lucia)
    await salma.tap("🚫 Refuse…")
    await salma.write("Complet pour cette année")
    await salma.tap("📨 Refuse with this reason")
    await lucia.has_read("did not approve your registration", "Complet pour cette année")
    await lucia.write("/people")
    await lucia.person.expect("was not approved")
    await salma.write("/desk")
    await salma.tap("👥 People")
    # The desk above has a button of this name, too.
    await salma.reads("👥 <b>People</b>\nChoose a delegation, or type a name or an organisation to search.")
    await salma.tap("Délégation andalouse")
    await salma.tap(cast.lucia.profile.name)
    await salma.reads("Message sent: {reason}", reason="Complet pour cette année")
    await salma.tap("✅ Approve")
    await lucia.has_read("Registration approved: Mission of the Strait")
