"""Functions that stand where the product's do and only pass on what they are given, one file each.

Each prints a line, as functions do: the emulator waits 50 ms for the first line of one that prints nothing.
"""
