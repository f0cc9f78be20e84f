"""Which secrets a lead model names, by the way they work."""

from collections.abc import Sequence

from leadflow.domain.lead_model import LeadModel


def incoming(model: LeadModel) -> Sequence[str]:
    """Those by which senders prove themselves, each once, in the order of the model."""
    named = (name for sender in model.senders.values() for name in (sender.secret, sender.verify))
    return list(dict.fromkeys(name for name in named if name))


def outgoing(model: LeadModel) -> Sequence[str]:
    """Those with which we go out to channels and to the tools of tracks, and back to the providers of sources."""
    channels = [channel.secret for channel in model.channels.values() if channel.secret]
    tools = [track.secret for track in model.tracks.values()]
    tokens = [sender.token for sender in model.senders.values() if sender.token]
    return list(dict.fromkeys([*channels, *tools, *tokens]))
