"""What is said of machines, as it is written."""

from leadflow.domain.instant import Duration
from leadflow.domain.machine import Machine
from leadflow.model.sentences import OneOrMore, Sentence, Span, Text


class MachineSentence(Sentence):
    """`{ settle: 90 seconds, hidden_link: "*/unseen*", user_agents: ["*bot*"] }`."""

    settle: Span | None = None
    hidden_link: Text | None = None
    user_agents: OneOrMore[Text] = ()

    def compiled(self) -> Machine:
        """What machines are known by."""
        return Machine(Duration(self.settle or 0), self.hidden_link, self.user_agents)
