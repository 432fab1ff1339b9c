"""Danbiet: carry out a plan to raise PAPI, from measuring to reporting, down to the ward."""

__version__ = "0.3.0"
