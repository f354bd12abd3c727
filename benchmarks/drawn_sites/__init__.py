"""Whole small old sites drawn by a seed from manners of all their parts, moved by survey alone and measured."""
