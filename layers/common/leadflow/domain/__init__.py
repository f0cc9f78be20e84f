"""The pure core: what a lead is, what follows from it, and until when. No clock, no I/O, no log."""
