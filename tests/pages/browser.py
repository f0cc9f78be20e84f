"""Headless Chromium, driven over its DevTools protocol.

https://chromedevtools.github.io/devtools-protocol/
"""

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from websockets.sync.client import ClientConnection, connect

from leadflow.domain.json import Json

PATIENCE: Final = 20.0
"""Seconds for anything that the browser is asked to do."""

BLANK: Final = "about:blank"
COMPLAINTS: Final = {"Runtime.exceptionThrown", "Log.entryAdded"}
OPTIONS: Final = (
    "--headless",
    "--no-sandbox",  # it may run as root, and sees only our own pages
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--remote-debugging-port=0",
)

Object = Mapping[str, Json]


class NotDone(Exception):
    """The browser could not do what it was asked to, such as run a script in a page that is being left."""


@dataclass
class Wire:
    """The connection to the browser: calls with their results, and the events between them."""

    socket: ClientConnection
    events: list[Object] = field(default_factory=list)
    calls: int = 0

    def call(self, method: str, session: str | None = None, **parameters: Json) -> Object:
        self.calls += 1
        addressed = {"sessionId": session} if session else {}
        self.socket.send(json.dumps({"id": self.calls, "method": method, "params": parameters, **addressed}))
        while (message := self._next()).get("id") != self.calls:
            self.events.append(message)
        if "error" in message:
            raise NotDone(message["error"])
        return cast("Object", message["result"])

    def wait_for(self, method: str, session: str) -> None:
        while not any(_is(event, method, session) for event in self.events):
            self.events.append(self._next())

    def forget(self, method: str, session: str) -> None:
        self.events = [event for event in self.events if not _is(event, method, session)]

    def _next(self) -> Object:
        return cast("Object", json.loads(self.socket.recv(PATIENCE)))


def _is(event: Object, method: str, session: str) -> bool:
    return event.get("method") == method and event.get("sessionId") == session


@dataclass
class Tab:
    """A tab of a visitor's window; `target` and `session` are the protocol's names of it."""

    wire: Wire
    target: str
    session: str

    def open(self, url: str) -> None:
        """Go to the address; back when the page and its scripts are loaded."""
        self.wire.forget("Page.loadEventFired", self.session)
        self.wire.call("Page.navigate", self.session, url=url)
        self.wire.wait_for("Page.loadEventFired", self.session)

    def run(self, script: str) -> Json:
        """The value of the script, awaited where it is a promise."""
        done = self.wire.call(
            "Runtime.evaluate", self.session, expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return cast("Object", done["result"]).get("value")

    def show(self) -> None:
        """Bring it to the front, which hides the one that was there."""
        self.wire.call("Target.activateTarget", targetId=self.target)
        self.until("document.visibilityState === 'visible'")

    def close(self) -> None:
        self.wire.call("Target.closeTarget", targetId=self.target)

    def until(self, condition: str) -> None:
        """Wait until the script says that it is so, in this page or the one after it."""
        end = time.monotonic() + PATIENCE
        while not self._is_so(condition):
            assert time.monotonic() < end, condition
            time.sleep(0.02)

    def _is_so(self, condition: str) -> bool:
        try:
            return self.run(condition) is True
        except NotDone:
            return False

    def complaints(self) -> list[Object]:
        """What its console would show as errors."""
        return [event for event in self.wire.events if _complains(event) and event.get("sessionId") == self.session]


def _complains(event: Object) -> bool:
    said = cast("Object", event.get("params", {}))
    return event.get("method") in COMPLAINTS or (
        event.get("method") == "Runtime.consoleAPICalled" and said["type"] in ("error", "warning")
    )


@dataclass
class Visitor:
    """Somebody whose browser knows nobody yet. `worlds` are scripts that run in each page before its own."""

    wire: Wire
    context: str
    worlds: list[str] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)

    def tab(self) -> Tab:
        """A new tab, in front of the others."""
        target = str(self.wire.call("Target.createTarget", url=BLANK, browserContextId=self.context)["targetId"])
        session = str(self.wire.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        for domain in ("Page", "Runtime", "Log"):
            self.wire.call(f"{domain}.enable", session)
        for world in self.worlds:
            self.wire.call("Page.addScriptToEvaluateOnNewDocument", session, source=world)
        self.tabs.append(Tab(self.wire, target, session))
        return self.tabs[-1]


@contextmanager
def visiting(wire: Wire) -> Iterator[Visitor]:
    """A visitor, whose tabs are closed at the end."""
    context = str(wire.call("Target.createBrowserContext")["browserContextId"])
    yield Visitor(wire, context)
    wire.call("Target.disposeBrowserContext", browserContextId=context)
    wire.events.clear()


@contextmanager
def browsing(program: str, profile: Path) -> Iterator[Wire]:
    """The program with an empty profile, until the end."""
    with subprocess.Popen(
        [program, *OPTIONS, f"--user-data-dir={profile}", BLANK], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            with connect(_address(profile), proxy=None, max_size=None, ping_interval=None) as socket:
                wire = Wire(socket)
                yield wire
                wire.call("Browser.close")
            process.wait(PATIENCE)
        finally:
            process.kill()


def _address(profile: Path) -> str:
    written = profile / "DevToolsActivePort"
    end = time.monotonic() + PATIENCE
    while not (written.is_file() and len(lines := written.read_text().split()) == 2):
        assert time.monotonic() < end, "Chromium did not start"
        time.sleep(0.05)
    port, path = lines
    return f"ws://127.0.0.1:{port}{path}"
