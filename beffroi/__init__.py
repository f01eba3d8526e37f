"""Beffroi: an urban-safety observatory in a box."""

__version__ = "0.1.0"
