"""The engine's scheme once more, by hand in C: how much speed does Numba cost?"""
