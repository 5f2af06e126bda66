"""Lets calls that wait leave, each in its time: replies first, but a push once a second; none during a halt."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable

from bot.courier.calls import Call
from bot.courier.halts import Halt
from bot.courier.lane_shares import LaneShares, Waiter
from bot.courier.places import Places
from storage.tables import Lane

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

LOOK_SECONDS = 1.0
"""How often a call that waits for a halt looks whether it was lifted."""
WARY_SECONDS = 600.0
"""After a 429 nothing leaves regardless of the limits for so long: this server has shown that it keeps them."""


class Usher:
    """One task while any call waits. halt is that of everything."""

    def __init__(self, places: Places, *, now: Clock, sleep: Sleep) -> None:
        self.halt = Halt()
        self.probe: Call | None = None
        """The call that finds out whether a long halt still holds."""
        self._places = places
        self._now, self._sleep = now, sleep
        self._replies: deque[Waiter[Call]] = deque()
        self._pushes: LaneShares[Call] = LaneShares()
        self._wary_until = -math.inf
        self._one_by_one = False
        self._task: asyncio.Task[None] | None = None
        self._asleep_until = -math.inf
        """It may be woken earlier by an answer."""

    async def turn(self, call: Call) -> None:
        """Wait until the call may leave; it has a place then."""
        if call.lane is Lane.REPLY and not self._reply_waits() and self._reply_ready_at(call) <= self._now():
            self._let_reply_leave(call)
            return
        may_leave: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiter = Waiter(call, may_leave)
        if call.lane is Lane.REPLY:
            self._replies.append(waiter)
        else:
            self._pushes.add(call.lane, waiter)
        if self._task is None or self._task.done() or self._asleep_until > self._now():
            self._wake()  # the next one may be this one
        await may_leave

    def hold(self, seconds: float, *, probed: bool = False) -> None:
        """Let no message leave for so long, and then one by one. 0 only stops a herd, after a server came back."""
        now = self._now()
        self.halt.begin(now, seconds, probed=probed)
        self._one_by_one = True
        self._places.hold(self.halt.probe_at)
        if seconds > 0:
            self._wary_until = now + WARY_SECONDS

    def lifted(self) -> None:
        """The halt is over by an operator's word; what waits leaves one by one."""
        self.probe = None
        self._places.release(self._now())
        self._wake()

    def ended(self, call: Call) -> None:
        """A call has its answer, or none will come, or it has not even left: another may leave in its place."""
        now = self._now()
        if call is self.probe:
            self.probe = None
            if self._reply_waits() or self._pushes:
                self._wake()
        free_at = now if call.left_at is None else now + self._places.held_seconds
        if self._asleep_until > free_at:
            self._wake()

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _wake(self) -> None:
        self.stop()
        self._asleep_until = -math.inf
        self._task = asyncio.create_task(self._let_pass())

    async def _let_pass(self) -> None:
        while (reply := self._reply_waits()) or self._pushes:
            now = self._now()
            if reply and (self._one_by_one or not (self._places.push_overdue(now) and self._pushes)):
                ready, lane = self._reply_ready_at(self._replies[0].call), Lane.REPLY
            else:
                ready, lane = self._pushes.next(now, self._push_ready_at)
            if ready > now:
                self._asleep_until = ready
                await self._sleep(ready - now)
                self._asleep_until = -math.inf
            else:
                waiter = self._replies.popleft() if lane is Lane.REPLY else self._pushes.take(lane)
                (self._let_reply_leave if lane is Lane.REPLY else self._let_push_leave)(waiter.call)
                waiter.may_leave.set_result(None)
        if not self.halt.holds(self._now()):
            self._one_by_one = False

    def _reply_waits(self) -> bool:
        while self._replies and self._replies[0].may_leave.done():  # cancelled while it waited
            self._replies.popleft()
        return bool(self._replies)

    def _free_at(self) -> float:
        """When the next message may leave, or probe, for all that Telegram has said."""
        return self.halt.until if self.probe is not None else self.halt.probe_at

    def _reply_ready_at(self, call: Call) -> float:
        now = self._now()
        wary = self._wary_until > now
        ready = self._places.reply_ready_at(now, call.since, one_by_one=self._one_by_one, wary=wary)
        return max(self._free_at(), ready)

    def _push_ready_at(self, lane: Lane) -> float:
        return max(self._free_at(), self._places.push_ready_at(self._now(), lane))

    def _let_reply_leave(self, call: Call) -> None:
        self._note_probe(call)
        self._places.take_for_reply(call, self._now())

    def _let_push_leave(self, call: Call) -> None:
        if not self._reply_waits():
            self._one_by_one = False  # no reply is waiting any more, and the halt is over
        self._note_probe(call)
        self._places.take_for_push(call, self._now())

    def _note_probe(self, call: Call) -> None:
        if self.halt.holds(self._now()):
            self.probe = call
