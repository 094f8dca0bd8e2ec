"""How many readers may watch the live screen: sessions on a running server, each with its tick.

python -m bench.sessions PORT PID SESSIONS [SECONDS [CLIENTS]]: opens the sessions as a browser
does, lets them tick, and prints the processor time of the server (PID) a tick and how late ticks
end. The sessions are spread over CLIENTS processes, whose own processor time is printed beside: a
client that is busy all the time would measure itself.
"""

import asyncio
import http.client
import multiprocessing
import os
import random
import statistics
import sys
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

OPENED_AT_ONCE = 8
OPEN_SECONDS = 300.0
TICK_SECONDS = 3.5


@dataclass
class Counts:
    """What all sessions saw together."""

    waits: list[float] = field(default_factory=list)
    received: int = 0
    opened: int = 0
    failed: int = 0
    counting: bool = False
    processor: float = 0.0


async def session(
    port: int, cookie: str, counts: Counts, opening: asyncio.Semaphore, end: asyncio.Event
) -> None:
    """One reader: a first run of the page, then its fragment at every tick until the end."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    headers = {"Cookie": cookie}
    async with connect(
        address,
        subprotocols=["streamlit"],
        max_size=None,
        origin=f"http://127.0.0.1:{port}",
        additional_headers=headers,
    ) as socket:
        async with opening:
            await socket.send(rerun(ClientState(query_string="lang=zh")))
            fragment_id, page, known = await first_run(socket)
        counts.opened += 1
        await asyncio.sleep(random.uniform(0, TICK_SECONDS))
        due = time.perf_counter()
        while not end.is_set():
            state = ClientState(
                query_string="lang=zh",
                page_script_hash=page,
                fragment_id=fragment_id,
                is_auto_rerun=True,
                cached_message_hashes=known,
            )
            await socket.send(rerun(state))
            received, known = await finished(socket)
            if counts.counting:
                counts.waits.append(time.perf_counter() - due)
                counts.received += received
            due = max(due + TICK_SECONDS, time.perf_counter())
            await asyncio.sleep(max(due - time.perf_counter(), 0))


def signed_in(port: int) -> str:
    """The cookie of the demo's supervisor."""
    asked = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Origin": f"http://127.0.0.1:{port}"}
    asked.request("POST", "/sign-in/demo", "person=demo-supervisor", headers)
    return asked.getresponse().headers["Set-Cookie"].split(";", 1)[0]


def rerun(state: ClientState) -> bytes:
    """The message that asks for a run."""
    return BackMsg(rerun_script=state).SerializeToString()


async def first_run(socket: ClientConnection) -> tuple[str, str, set[str]]:
    """The fragment that ticks, the page it belongs to, and the large messages now known."""
    fragment_id, page, known = "", "", set()
    while True:
        message = ForwardMsg.FromString(await socket.recv())
        if message.metadata.cacheable:
            known.add(message.hash)
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            fragment_id = message.auto_rerun.fragment_id
        elif kind == "new_session":
            page = message.new_session.page_script_hash
        elif kind == "script_finished" and fragment_id:
            return fragment_id, page, known


async def finished(socket: ClientConnection) -> tuple[int, set[str]]:
    """Wait until the run is over; how many bytes came, and which large messages it had."""
    received, known = 0, set()
    while True:
        data = await socket.recv()
        received += len(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            known.add(message.hash)
        elif kind == "ref_hash":
            known.add(message.ref_hash)
        elif kind == "script_finished":
            return received, known


def processor_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid: int) -> float:
    """Memory of a process now."""
    with open(f"/proc/{pid}/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def watched(port: int, sessions: int, parent: Connection) -> None:
    """One client process: open its sessions, say so, count from one word to the next, answer."""
    cookie = await asyncio.to_thread(signed_in, port)
    counts, end = Counts(), asyncio.Event()
    opening = asyncio.Semaphore(OPENED_AT_ONCE)

    async def watch() -> None:
        try:
            await session(port, cookie, counts, opening, end)
        except Exception as error:
            counts.failed += 1
            print(f"a session ended: {type(error).__name__}: {error}"[:200])

    started = time.perf_counter()
    readers = [asyncio.create_task(watch()) for _ in range(sessions)]
    while counts.opened + counts.failed < sessions and time.perf_counter() - started < OPEN_SECONDS:
        await asyncio.sleep(0.2)
    parent.send(counts.opened)
    await asyncio.to_thread(parent.recv)
    before, counts.counting = time.process_time(), True
    await asyncio.to_thread(parent.recv)
    counts.counting, counts.processor = False, time.process_time() - before
    end.set()
    await asyncio.gather(*readers)
    parent.send(counts)


def client(port: int, sessions: int, parent: Connection) -> None:
    """The body of a client process."""
    asyncio.run(watched(port, sessions, parent))


def main(port: int, pid: int, sessions: int, seconds: int = 30, clients: int = 2) -> None:
    """Open, warm, measure, and print one line."""
    idle = resident_megabytes(pid)
    pipes, processes = [], []
    context = multiprocessing.get_context("spawn")
    for number in range(clients):
        ours, theirs = context.Pipe()
        share = sessions // clients + (number < sessions % clients)
        process = context.Process(target=client, args=(port, share, theirs))
        process.start()
        pipes.append(ours)
        processes.append(process)
    opened = sum(pipe.recv() for pipe in pipes)
    time.sleep(2 * TICK_SECONDS)
    before, since = processor_seconds(pid), time.perf_counter()
    for pipe in pipes:
        pipe.send("count")
    time.sleep(seconds)
    spent, passed = processor_seconds(pid) - before, time.perf_counter() - since
    for pipe in pipes:
        pipe.send("stop")
    found: list[Counts] = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join()
    waits = [wait for counts in found for wait in counts.waits]
    ticks = len(waits)
    cuts = statistics.quantiles(waits, n=20)
    print(
        f"{opened} sessions, {sum(one.failed for one in found)} failed, {ticks} ticks in"
        f" {passed:.0f} s, of {sessions * passed / TICK_SECONDS:.0f} due:"
        f" {spent / ticks * 1000:.1f} ms of processor a tick,"
        f" {spent / passed * 100:.0f} % of one core;"
        f" delay {statistics.median(waits) * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms;"
        f" {sum(one.received for one in found) / ticks / 1000:.1f} KB a tick;"
        f" memory {idle:.0f} MB before, {resident_megabytes(pid):.0f} MB;"
        f" clients {[round(one.processor / passed * 100) for one in found]} % of a core"
    )


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:6]))
