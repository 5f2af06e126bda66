"""Delivery to a webhook: one person's updates in order, different people's at once, again until taken."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from sandbox.bodies import read_webhook_answer
from sandbox.errors import Refused
from sandbox.params import Json, Params
from sandbox.updates import KEPT_SECONDS, Update
from sandbox.world import World
from timekeeping import clock

ANSWER_SECONDS = 60.0
LONGEST_WAIT = 60.0


class WebhookSender:
    """`execute` carries out a method that the bot put in its answer."""

    def __init__(self, world: World, execute: Callable[[str, Params], Json]) -> None:
        self._world = world
        self._execute = execute
        self._queues: dict[int, deque[Update]] = {}
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._session: ClientSession | None = None
        self._places = asyncio.Semaphore(1)
        world.updates.listeners.append(self._enqueue)
        world.webhook_listeners.append(self.restart)

    def restart(self) -> None:
        """Begins anew with what is pending, for the webhook as it is now."""
        self._stop_workers()
        webhook = self._world.profile.webhook
        if webhook is not None:
            self._places = asyncio.Semaphore(webhook["max_connections"])
            for update in tuple(self._world.updates.pending):
                self._enqueue(update)

    def _stop_workers(self) -> None:
        for worker in self._workers.values():
            worker.cancel()
        self._workers.clear()
        self._queues.clear()

    async def close(self) -> None:
        self._stop_workers()
        if self._session is not None:
            await self._session.close()

    def _enqueue(self, update: Update) -> None:
        webhook = self._world.profile.webhook
        if webhook is None:
            return
        self._queues.setdefault(update.queue, deque()).append(update)
        if update.queue not in self._workers:
            self._workers[update.queue] = asyncio.create_task(self._work(update.queue, webhook))

    async def _work(self, number: int, webhook: Json) -> None:
        queue = self._queues[number]
        while queue:
            await self._deliver(queue[0], webhook)
            queue.popleft()
        del self._workers[number]

    async def _deliver(self, update: Update, webhook: Json) -> None:
        wait = self._world.settings.webhook_retry_seconds
        while update in self._world.updates.pending:
            async with self._places:
                error = await self._post(update, webhook)
            if not error or clock.machine_seconds() + wait > update.date + KEPT_SECONDS:
                self._world.updates.acknowledge(update)
                self._world.events.publish("acknowledged", pending=len(self._world.updates.pending))
                self._world.store.commit()
                return
            webhook.update(last_error_date=clock.seconds(), last_error_message=error)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _post(self, update: Update, webhook: Json) -> str:
        """What went wrong; nothing where the bot took the update."""
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=ANSWER_SECONDS))
        headers = {"Content-Type": "application/json"}
        if webhook["secret_token"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook["secret_token"]
        try:
            async with self._session.post(
                webhook["url"], data=update.body.encode(), headers=headers, allow_redirects=False
            ) as response:
                if response.status // 100 != 2:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
                await self._carry_out(response)
        except TimeoutError:
            return "Read timeout expired"
        except (ClientError, OSError):
            return "Connection refused"
        return ""

    async def _carry_out(self, response: ClientResponse) -> None:
        try:
            params = await read_webhook_answer(response)
        except (Refused, ValueError):
            return
        if params.text("method"):
            self._execute(params.text("method"), params)
