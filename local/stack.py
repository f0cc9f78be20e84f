"""The whole of Leadflow on one machine: it starts, takes webhooks, survives being killed, leaves nothing running."""

import json
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from socketserver import BaseServer
from typing import Final, Self

from leadflow.adapters import clock
from leadflow.adapters.settings import Mode
from leadflow.domain.instant import SECOND, Instant
from leadflow.model.render import render
from local.aws import Aws, EmulatorFailed
from local.build import read_model
from local.clients import REGION, Clients
from local.crm.beside import beside as crm_beside
from local.functions import call
from local.gateway import Gateway, replay
from local.journal import Journal
from local.nurture.beside import beside as tools_beside
from local.places import Home, write
from local.provision import ROOT, STACK, Sources, prepare, provision
from local.pump import Mapped, Pump
from local.records import of_pending
from local.samples import CERTIFICATES
from local.secrets import Beside, keep_secrets
from local.sink import Message, Sink

SNAPSHOT_EVERY: Final = 2.0
REST: Final = 10
"""The pause between two snapshots is at least so many times as long as one takes."""

SETTLE: Final = 0.05

SENDER: Final = "alerts@leadflow.example"
"""Where the local stack's mail comes from."""


class Stack:
    """A stack in the folder `home`, by the lead model in the file `model`; a context, or `start` and `stop`.

    `functions` is where the handlers lie. `show` is called with each message that the stand-in for Slack takes.
    """

    def __init__(
        self,
        home: Path,
        model: Path,
        *,
        functions: Path = ROOT / "functions",
        mode: Mode = Mode.ACT,
        show: Callable[[Message], None] | None = None,
    ) -> None:
        self.home = Home(home)
        self._sources = Sources(functions, self.home.model)
        self._model, self._mode, self._show = model, mode, show
        self._ending = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Return when it takes webhooks, what an earlier run left undone being under way.

        Raises NotBuilt, AlreadyRunning, NotProvisioned, EmulatorFailed.
        """
        with ExitStack() as undo:
            undo.enter_context(self.home.occupy())
            ports = self.home.ports("gateway", "emulator", "slack", "crm", "sendgrid", "brevo")
            self._start_beside(ports, undo)
            self.sink = Sink(ports["slack"], self.home.messages, self.now, self.set_clock, self._show)
            serve(self.sink, undo)
            self._start_aws(ports["emulator"], undo)
            tokens = {**self.tools.secrets, **({} if self.crm is None else self.crm.secrets)}
            beside = Beside(self.sink.secret, tokens)
            self.secrets = keep_secrets(self.home.secrets, self.model, self.clients.ssm, STACK, beside)
            self._catch_up(undo)
            self.gateway = Gateway(ports["gateway"], self._receive, self.journal, self.now)
            serve(self.gateway, undo)
            self._tell(undo)
            self._undo = undo.pop_all()

    def stop(self) -> None:
        """Take no more, keep what there is, end everything."""
        self._undo.close()

    @property
    def address(self) -> str:
        """Where senders post to."""
        return self.gateway.address

    @property
    def clients(self) -> Clients:
        """AWS, as the stack has it."""
        return self.aws.clients

    def now(self) -> Instant:
        """The present, by the stack's clock."""
        return clock.now(self.home.clock)

    def set_clock(self, seconds: float) -> None:
        """Set the clock so many seconds ahead of the machine's, and wake the leads that are due by then.

        Raises FunctionFailed where `wake` does, EmulatorFailed.
        """
        before = clock.offset(self.home.clock) / SECOND
        write(self.home.clock, f"{seconds}")
        self.aws.advance(max(0.0, seconds - before))
        call(self.clients.functions, self.provisioned.names["Wake"], b"{}")

    def messages(self) -> Sequence[Message]:
        """What was told, whomever, oldest first."""
        return self.sink.messages()

    def snapshot(self) -> None:
        """Keep the state, and forget the requests whose effects are in it. Raises EmulatorFailed."""
        segments = self.journal.roll()
        self.aws.snapshot()
        self.journal.discard(segments)

    def settle(self, timeout: float = 120.0) -> None:
        """Return when nothing is under way; messages that are delayed do not count. Raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while not self._settled():
            if time.monotonic() > deadline:
                raise TimeoutError(f"something is still under way after {timeout} seconds")
            time.sleep(SETTLE)

    @property
    def alive(self) -> bool:
        """Whether the emulator runs; without it nothing works."""
        return self.aws.alive

    def _start_beside(self, ports: Mapping[str, int], undo: ExitStack) -> None:
        """Read the model, and let its CRM and its email tools be played beside the stack. Raises NotBuilt."""
        self.tools = undo.enter_context(tools_beside(read_model(self._model), ports, self.now))
        model = self.tools.told_by
        self.crm = crm_beside(model, ports["crm"], self.now)
        if self.crm is not None:
            undo.enter_context(self.crm.standin)
            model = self.crm.asked_by(model)
        self.model = model
        write(self.home.model, render(model))

    @property
    def _sinks(self) -> str:
        crm = [] if self.crm is None else [self.crm.standin.place]
        return ",".join([self.sink.place, *crm, *self.tools.places])

    def _start_aws(self, port: int, undo: ExitStack) -> None:
        environment = {
            "LEADFLOW_CLOCK": str(self.home.clock.absolute()),
            "LEADFLOW_LOCAL_SINKS": self._sinks,
            "AWS_ENDPOINT_URL_SESV2": self.sink.mail,
            "LEADFLOW_LOCAL_CERTIFICATES": str(CERTIFICATES),
        }
        log = undo.enter_context(self.home.log.open("a"))
        self.aws = Aws(self.home.folder.absolute(), port, log, environment)
        undo.callback(self.aws.stop)
        expanded, archives = prepare(self._sources)
        self.aws.wait()
        self.provisioned = provision(
            self.clients, expanded, archives, {"Mode": self._mode.value, "AlertSender": SENDER}
        )

    def _catch_up(self, undo: ExitStack) -> None:
        """What was accepted, and what was on its way out, when an earlier run ended."""
        self.journal = Journal(self.home.journal)
        undo.callback(self.journal.close)
        mappings = self.clients.functions.list_event_source_mappings(FunctionName=self.provisioned.names["React"])
        pump = Pump(self.clients, Mapped.of(mappings["EventSourceMappings"][0]))
        pump.bring(list(of_pending(self.clients, self.provisioned.outputs["OutboxTable"])))
        pump.start()
        undo.callback(pump.stop)
        with self.home.refused.open("a") as refused:
            refused.writelines(f"{json.dumps(event)}\n" for event in replay(self.journal, self._receive))
        self.aws.poll()
        self.snapshot()
        snapshots = threading.Thread(target=self._keep_snapshots, daemon=True, name="snapshots")
        snapshots.start()
        undo.callback(self._end_snapshots, snapshots)

    def _keep_snapshots(self) -> None:
        rest = SNAPSHOT_EVERY
        while not self._ending.wait(rest):
            began = time.monotonic()
            try:
                self.snapshot()
            except EmulatorFailed as error:
                print(f"no snapshot: {error}", flush=True)
                return
            rest = max(SNAPSHOT_EVERY, REST * (time.monotonic() - began))

    def _end_snapshots(self, snapshots: threading.Thread) -> None:
        self._ending.set()
        snapshots.join()
        if self.alive:
            self.snapshot()

    def _receive(self, event: bytes) -> bytes:
        return call(self.clients.functions, self.provisioned.names["Receive"], event)

    def _settled(self) -> bool:
        """Asked in the order in which work goes, so that it cannot slip by."""
        outputs = self.provisioned.outputs
        return (
            self._empty(outputs["IntakeQueueUrl"])
            and not list(of_pending(self.clients, outputs["OutboxTable"]))
            and self._empty(outputs["ActionsQueueUrl"])
        )

    def _empty(self, url: str) -> bool:
        attributes = self.clients.sqs.get_queue_attributes(
            QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        )["Attributes"]
        return not any(int(count) for count in attributes.values())

    def _tell(self, undo: ExitStack) -> None:
        """Let commands find the stack."""
        undo.callback(self.home.stack.unlink, missing_ok=True)
        told = {
            "pid": os.getpid(),
            "address": self.address,
            "sink": f"http://{self.sink.place}",
            "sinks": self._sinks,
            "endpoint": self.clients.endpoint,
            "region": REGION,
            "stack": STACK,
            "outputs": dict(self.provisioned.outputs),
        }
        write(self.home.stack, json.dumps(told, indent=1))


def serve(server: BaseServer, undo: ExitStack) -> None:
    """Let the server work beside us until everything is undone."""
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    undo.callback(server.server_close)
    undo.callback(server.shutdown)
