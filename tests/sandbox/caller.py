"""A bot that is nothing but calls."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientSession, FormData

from tests.screen import Json


class Refusal(Exception):
    """An answer that is not ok: `code`, `description`, and the whole `answer`."""

    def __init__(self, answer: Json) -> None:
        super().__init__(answer["description"])
        self.code = answer["error_code"]
        self.answer = answer


class Caller:
    """`await bot("sendMessage", chat_id=…, text=…)` is the result; raises Refusal."""

    def __init__(self, session: ClientSession, token: str) -> None:
        self.session = session
        self.token = token

    async def __call__(self, method: str, **params: object) -> Any:  # noqa: ANN401 - JSON
        return await self._post(method, json=params)

    async def form(self, method: str, **params: object) -> Any:  # noqa: ANN401 - JSON
        """As multipart; bytes are files."""
        form = FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, value, filename=f"{name}.bin")
            else:
                form.add_field(name, str(value))
        return await self._post(method, data=form)

    async def _post(self, method: str, **options: Any) -> Any:  # noqa: ANN401 - JSON
        async with self.session.post(f"/bot{self.token}/{method}", **options) as response:
            answer = await response.json()
            assert response.status == answer.get("error_code", 200)
            if not answer["ok"]:
                raise Refusal(answer)
            return answer["result"]
