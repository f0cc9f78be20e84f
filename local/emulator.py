"""The emulated AWS as a process of its own: it starts from its snapshot, takes more when told to, ends with its parent.

Commands come as lines on standard input and are answered by one line each on standard output. The emulator itself
saves its state only when it is stopped in peace, and file by file; here all of it is captured at one instant and
replaced by one rename, so that a killed emulator comes back as it was at that instant.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TextIO, TypedDict

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app
from ministack.core import persistence
from ministack.services import eventbridge, lambda_svc, sqs

from local import metrics

REBUILT: Final = frozenset({"cloudtrail", "cloudwatch", "cloudwatch_logs", "s3"})
"""Services whose state is not kept: nothing that matters reads it after a restart."""

ATTEMPTS: Final = 5


class Message(TypedDict):
    """What is changed of a message as the emulator keeps it in a queue."""

    visible_at: float
    receive_count: int
    receipt_handle: str | None


def capture() -> dict[str, object]:
    """The state of every service, at one instant.

    Runs on the event loop, which answers every call to the services: nothing but the pollers' own threads can change
    anything meanwhile, and those only receive and delete messages, whose effects are then captured or whose copies are.
    """
    with sqs._queues_lock:  # noqa: SLF001 - the emulator has no public way to its state
        queues = sqs.get_state()
    getters = app._build_persistence_save_dict()  # noqa: SLF001 - the same
    others = {name: get() for name, get in getters.items() if name not in REBUILT and name != "sqs"}
    return {name: state for name, state in {**others, "sqs": queues}.items() if state is not None}


def captured() -> dict[str, object]:
    """The same, tried again where a poller changed a dictionary under the copying hand."""
    for _ in range(ATTEMPTS):
        try:
            return capture()
        except RuntimeError:
            time.sleep(0.01)
    return capture()


def write(path: Path, port: str, state: Mapping[str, object]) -> None:
    """Replace the snapshot: whoever reads it sees all of the old or all of the new one."""
    text = json.dumps(state, default=persistence._json_default)  # noqa: SLF001 - the emulator's own encoding of its state
    draft = path.with_suffix(".draft")
    with draft.open("w") as file:
        file.write(f"{port}\n{text}")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def restore(path: Path, port: str) -> None:
    """Load the snapshot, and give back the messages that somebody had received when it was taken.

    No queue of AWS ends with those who work at its messages: that they were received then does not count towards the
    dead letters. The emulator knows a queue by its address, so an emulator on another port has to be told.
    """
    if not path.exists():
        return
    before, text = path.read_text().split("\n", 1)
    text = text.replace(f"localhost:{before}/", f"localhost:{port}/")
    state = json.loads(text, object_hook=persistence._json_object_hook)  # noqa: SLF001 - as above
    for name, module in app._state_map.items():  # noqa: SLF001 - as above
        if name in state:
            app._get_module(module).load_persisted_state(state[name])  # noqa: SLF001 - as above
    change_messages(give_back)


def give_back(message: Message) -> None:
    """Let the message be as if who has it had never received it."""
    if message["receipt_handle"]:
        message["visible_at"], message["receipt_handle"] = 0.0, None
        message["receive_count"] -= 1


def advance(seconds: float) -> None:
    """Bring forward the messages that were delayed or put back for later, as if so much time had passed."""

    def sooner(message: Message) -> None:
        message["visible_at"] -= seconds

    change_messages(sooner)
    lambda_svc.esm_wake.set()


def change_messages(change: Callable[[Message], None]) -> None:
    """Apply the change to every message of every queue."""
    with sqs._queues_lock:  # noqa: SLF001 - as above
        for _, queue in sqs._queues.all_items():  # noqa: SLF001 - as above
            for message in queue["messages"]:
                change(message)


def publish(event: str) -> None:
    """Put on the default bus what a service of AWS says: PutEvents takes that from nobody."""
    stated = json.loads(event)
    entry = {
        "Source": stated["source"],
        "DetailType": stated["detail-type"],
        "Detail": json.dumps(stated["detail"]),
        "Resources": stated["resources"],
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)  # noqa: SLF001 - as above


def hold_pollers() -> None:
    """Keep the pollers of queues from starting before the stack is ready for them."""
    lambda_svc._poller_started = True  # noqa: SLF001 - there is no public way to do this


def start_pollers() -> None:
    """Let queues be polled."""
    lambda_svc._poller_started = False  # noqa: SLF001 - as above
    lambda_svc._ensure_poller()  # noqa: SLF001 - as above


async def listen(port: str) -> None:
    """Wait until the port answers."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return


async def obey(line: str, port: str, snapshot: Path) -> str:
    """Carry out one command; the answer is `done`, or says what failed."""
    match line.split(maxsplit=1):
        case ["snapshot"]:
            await asyncio.to_thread(write, snapshot, port, captured())
        case ["advance", seconds]:
            advance(float(seconds))
        case ["poll"]:
            start_pollers()
        case ["publish", event]:
            publish(event)
        case _:
            return f"no such command: {line.strip()}"
    return "done"


async def run(port: str, snapshot: Path, commands: TextIO, answers: TextIO) -> None:
    """Serve until the commands end."""
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.loglevel = "WARNING"
    never = asyncio.Event()
    server = asyncio.create_task(serve(app.app, config, shutdown_trigger=never.wait))
    await listen(port)
    hold_pollers()
    restore(snapshot, port)
    print("ready", file=answers, flush=True)
    lines = read_lines(commands, asyncio.get_running_loop())
    while not server.done() and (line := await lines.get()):
        try:
            answer = await obey(line, port, snapshot)
        except Exception as error:  # noqa: BLE001 - whatever fails in there, the parent must hear of it
            answer = f"{type(error).__name__}: {error}"
        print(answer, file=answers, flush=True)


def read_lines(source: TextIO, loop: asyncio.AbstractEventLoop) -> asyncio.Queue[str]:
    """The lines of the source as they come; an empty one at its end."""
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in source:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        end()

    threading.Thread(target=read, daemon=True).start()
    return lines


def end() -> None:
    """End this process and all that it started, leaving no temporary folder: the snapshot is all that is kept."""
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    """Run `python -m local.emulator PORT SNAPSHOT`; the process must lead its process group."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    metrics.read_logs()
    try:
        asyncio.run(run(sys.argv[1], Path(sys.argv[2]), sys.stdin, answers))
    finally:
        end()


if __name__ == "__main__":
    main()
