"""`python -m benches.delivering.sink PORT FILE`: a mail server that writes down what it takes.

It is not well: it says "not now", leaves without a word and falls asleep, before and after it has
the words. A line is written before the answer, so nothing that was taken is forgotten.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import sys
import time
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

# Of a thousand.
MAIL = {"421 closing": 5, "cut": 10, "sleep": 2}
RCPT = {"450 try later": 30, "cut": 5}
DATA = {"451 try later": 20, "cut before": 1}
# Not by chance, so that each run has some of which nobody knows that they came: of so many mails
# the last is taken, and no answer comes to it, in turns for these reasons.
SILENT_EACH, SILENT = 300, ("cut after", "sleep after")
ASLEEP = 4  # seconds: longer than anybody waits


class Sink:
    def __init__(self, file: str) -> None:
        self.out = os.open(file, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        # Other in each run, and nothing depends on its being secret.
        self.chance = random.Random()
        self.taken = 0

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._trouble(MAIL, server)
        envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self._trouble(RCPT, server):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        what = self._drawn(DATA)
        if what[:1].isdigit():
            return what
        if what != "cut before":
            self._write_down(envelope)
            what = self._silent()
        await self._act(what, server)
        return "250 OK"

    def _silent(self) -> str:
        self.taken += 1
        times, left = divmod(self.taken, SILENT_EACH)
        return "" if left else SILENT[times % len(SILENT)]

    def _write_down(self, envelope: Envelope) -> None:
        content: Any = envelope.content
        name = content.split(b"Message-ID: <")[1].split(b"@")[0].decode()
        os.write(self.out, f"{name} {time.time():.3f}\n".encode())

    async def _trouble(self, faults: dict[str, int], server: SMTP) -> str:
        what = self._drawn(faults)
        await self._act(what, server)
        return what if what[:1].isdigit() else ""

    def _drawn(self, faults: dict[str, int]) -> str:
        well = 1000 - sum(faults.values())
        return self.chance.choices([*faults, ""], [*faults.values(), well])[0]

    @staticmethod
    async def _act(what: str, server: SMTP) -> None:
        if what.startswith("cut") and server.transport is not None:
            server.transport.abort()  # type: ignore[attr-defined]
        if what.startswith("sleep"):
            await asyncio.sleep(ASLEEP)


async def serve(port: int, file: str) -> None:
    sink = Sink(file)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await loop.create_server(lambda: SMTP(sink, hostname="sink.example"), "127.0.0.1", port)
    await stop.wait()


if __name__ == "__main__":
    logging.disable()
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
