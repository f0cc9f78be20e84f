"""Email tools as they are told of tracks: stand-ins that refuse what the real ones refuse."""
