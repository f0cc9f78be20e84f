"""Tasks of which one runs at a time, by a clock of their own: who is next, only the seed says."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


def _locked() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


class Death(BaseException):
    """The process ends here."""


@dataclass(eq=False)
class Process:
    """Where tasks run: whatever ends it ends all of them. `skew` is by how much its clock is wrong."""

    name: str = ""
    skew: int = 0
    dead: bool = False


@dataclass(eq=False)
class Task:
    """Work that goes on whenever it is its turn. `raised` is what ended it, if anything did."""

    process: Process
    work: Callable[[], object]
    ready_at: int = 0
    waits_for: Sequence["Task"] = ()
    begun: bool = False
    over: bool = False
    raised: BaseException | None = None
    turn: threading.Lock = field(default_factory=_locked)

    def ready(self, now: int) -> bool:
        """Whether it can go on; where its process is dead, only to end."""
        if self.process.dead:
            return all(each.over or not each.begun for each in self.waits_for)
        return self.ready_at <= now and all(each.over for each in self.waits_for)

    def run(self) -> None:
        """Do the work, to its end."""
        self.begun = True
        try:
            if not self.process.dead:
                self.work()
        except BaseException as error:  # noqa: BLE001 - it is looked at by whoever waits for the task
            self.raised = error
        self.over = True


@dataclass(eq=False)
class _Hand:
    """A thread that begins tasks, one after the other."""

    scheduler: "Scheduler"
    given: Task | None = None
    turn: threading.Lock = field(default_factory=_locked)

    def work(self) -> None:
        while self.given is not None:
            self.scheduler.begin(self.given)
            self.given = self.scheduler.rest(self)


@dataclass(eq=False)
class Scheduler:
    """All tasks, and the time in microseconds. `next` says whose turn it is, None where nothing is left to be done.

    Whoever gives his turn away asks for the next one himself, so that a thread which goes on costs no switch.
    """

    now: int
    next: Callable[[], Task | None] = lambda: None
    tasks: list[Task] = field(default_factory=list)
    current: Task | None = None
    _hands: list[_Hand] = field(default_factory=list)
    _back: threading.Lock = field(default_factory=_locked)

    def spawn(self, process: Process, work: Callable[[], object]) -> Task:
        """A task that is ready at once."""
        task = Task(process, work, self.now)
        self.tasks.append(task)
        return task

    def ready(self) -> list[Task]:
        return [each for each in self.tasks if each.ready(self.now)]

    def next_at(self) -> int | None:
        """When one of the tasks that only wait for their time is ready."""
        return min((each.ready_at for each in self.tasks if each.ready_at > self.now), default=None)

    def run(self) -> None:
        """Let tasks work until there is no next one."""
        task = self.next()
        if task is not None:
            self._hand_over(task)
            self._back.acquire()

    def begin(self, task: Task) -> None:
        """Do a task in this thread."""
        self.current = task
        task.run()
        self.tasks.remove(task)
        self.current = None

    def rest(self, hand: _Hand) -> Task | None:
        """What the hand is to begin next, once there is something; None where it may go home."""
        task = self.next()
        if task is not None and not task.begun:
            return task
        hand.given = None
        self._hands.append(hand)
        self._hand_over(task)
        hand.turn.acquire()
        return hand.given

    def _hand_over(self, task: Task | None) -> None:
        self.current = task
        if task is None:
            self._back.release()
        elif task.begun:
            task.turn.release()
        elif self._hands:
            hand = self._hands.pop()
            hand.given = task
            hand.turn.release()
        else:
            threading.Thread(target=_Hand(self, task).work, daemon=True).start()

    def _switch(self) -> None:
        """Give the turn away; back when it is this task's again. Raises Death where its process has ended."""
        task = self.current
        assert task is not None
        following = self.next()
        if following is not task:
            self._hand_over(following)
            task.turn.acquire()
        self.current = task
        if task.process.dead:
            raise Death

    def sleep(self, microseconds: float) -> None:
        """Give the turn away for so long; outside of any task nothing is waited for."""
        if self.current is not None:
            self.current.ready_at = self.now + max(0, round(microseconds))
            self._switch()

    def join(self, tasks: Sequence[Task]) -> None:
        """Wait until these are over, and raise what ended them."""
        if self.current is not None:
            self.current.waits_for = tasks
            self._switch()
            self.current.waits_for = ()
        for each in tasks:
            if each.raised is not None:
                raise each.raised

    def clear(self) -> None:
        """Let all tasks die, and all threads go home."""
        for each in self.tasks:
            each.process.dead = True
        self.next = lambda: next(iter(self.ready()), None)
        self.run()
        for hand in self._hands:
            hand.turn.release()
        self._hands.clear()
