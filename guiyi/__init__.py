"""Guiyi 归一: folds a city's old government sites into one shared information library."""

__version__ = "0.1.0"
