"""How people name a list at the command line: by its segment, or by a class and its label as in stage:customer."""

from leadflow.cli.failure import Failure
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.listed import ListName, of_label, of_segment
from leadflow.model.mistakes import instead


def list_of(model: LeadModel, name: str) -> ListName:
    """The list of that name. Raises Failure where the model has neither such a segment nor such a label."""
    if name in model.segments:
        return of_segment(name)
    of, colon, label = name.partition(":")
    if colon and label in labels(model, of):
        return of_label(of, label)
    known = [*model.segments, *(f"{each}:{label}" for each in model.classes for label in labels(model, each))]
    raise Failure(f"the model has no segment {name}; {instead(name, known)}")


def labels(model: LeadModel, name: str) -> list[str]:
    """The labels of the class, in their order; none where there is no such class."""
    return [label for label, _ in model.classes[name].labels] if name in model.classes else []
