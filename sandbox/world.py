"""All that the sandbox knows, in memory, with its journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sandbox.calls import Calls
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.flood import FloodControl
from sandbox.params import Json
from sandbox.people import Chat, Kept, Person
from sandbox.profile import Profile
from sandbox.queries import Queries
from sandbox.settings import Settings
from sandbox.store import Store
from sandbox.updates import Updates
from timekeeping import clock


class World:
    def __init__(self, token: str, username: str, state: Path | None = None, time_zone: str | None = None) -> None:
        self.time_zone = time_zone
        """The zone in which the page shows times; None is that of its reader."""
        self.store = Store(state)
        self.profile = Profile(self.store, token, username)
        self.updates = Updates(self.store)
        self.events = Events(self.store)
        self.queries = Queries(self.store)
        self.files = Files(self.store)
        self.calls = Calls(self.events)
        self.faults = Faults()
        self.settings = Settings()
        self.flood = FloodControl()
        self.webhook_listeners: list[Callable[[], None]] = []
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self._next_message = 1
        self._load()

    def _load(self) -> None:
        for _, row in self.store.load("person"):
            if isinstance(row, dict):
                person = Person.read(row)
                self.people[person.id] = person
        for key, row in self.store.load("chat"):
            if isinstance(row, dict):
                self.chats[int(key)] = Chat(int(key), **row)
        for key, row in self.store.load("message"):
            if isinstance(row, dict):
                self.chat(row["message"]["chat"]["id"]).messages[int(key)] = Kept(**row)
        for _, value in self.store.load("next_message"):
            self._next_message = value if isinstance(value, int) else 1

    def seed(self, rows: list[Json]) -> None:
        """Adds people; those whose id is known stay as they are."""
        for row in rows:
            person = Person.read(row)
            if person.id not in self.people:
                self.add_person(person)
        self.store.commit()

    def add_person(self, person: Person) -> None:
        self.people[person.id] = person
        self.store.put("person", person.id, person.row())
        self.events.publish("person", person.id, profile=person.row())

    def chat(self, person: int) -> Chat:
        return self.chats.setdefault(person, Chat(person))

    def keep_chat(self, chat: Chat, *, told: bool = True) -> None:
        self.store.put("chat", chat.person, chat.row())
        if told:
            row = chat.row()
            self.events.publish("chat", chat.person, chat={**row, "pinned": list(chat.pinned)})

    def new_message(self, chat: Chat, sender: Json, content: Json) -> Json:
        """A Bot API Message that is not yet in its chat."""
        number = self._next_message
        self._next_message += 1
        self.store.put("next_message", "", self._next_message)
        person = self.people[chat.person]
        head = {"message_id": number, "from": sender, "chat": person.chat(), "date": clock.seconds()}
        return {**head, **content}

    def keep_message(self, chat: Chat, message: Json, *, editable: bool = True, edited: bool = False) -> None:
        """Puts a message, new or changed, in its chat and tells so. It must not be changed afterwards."""
        number = message["message_id"]
        chat.messages[number] = Kept(message, editable)
        self.store.put("message", number, {"message": message, "editable": editable})
        self.events.publish("edit" if edited else "message", chat.person, message=message)

    def drop_message(self, chat: Chat, number: int) -> None:
        del chat.messages[number]
        self.store.drop("message", number)
        if number in chat.pinned:
            chat.pinned.remove(number)
            self.keep_chat(chat, told=False)
        self.events.publish("delete", chat.person, message_id=number)

    def change_settings(self, row: Json) -> None:
        self.settings.change(row)
        pace = self.settings
        self.flood = FloodControl(pace.overall_per_second, pace.chat_per_second, pace.chat_burst)

    def reset(self, seed: list[Json]) -> None:
        """All as at the first start: no chats, updates, troubles or settings; the people of the seed."""
        self.store.clear("chat", "message", "person", "next_message")
        self.people.clear()
        self.chats.clear()
        self._next_message = 1
        self.updates.reset()
        for part in (self.queries, self.files, self.calls, self.profile):
            part.clear()
        for listener in self.webhook_listeners:
            listener()
        self.faults.waiting.clear()
        self.change_settings(Settings().row())
        self.events.publish("reset")
        self.seed(seed)
