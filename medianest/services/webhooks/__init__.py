"""Telling other programs what happens here: who is told, how a message is signed, and how it is tried until it
arrives."""
