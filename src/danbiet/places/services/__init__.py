"""Acts on units: loading the country, reorganising it, naming, re-parenting, outlines, agencies and groups."""

from danbiet.places.services.country import Loaded, load_country
from danbiet.places.services.outlines import OutlinesRead, import_outlines
from danbiet.places.services.reorganisation import Reorganised, apply_reorganisation, preview_reorganisation
from danbiet.places.services.reversal import TakenBack, undo_reorganisation
from danbiet.places.services.situation import Declared, Known, declare_day, set_circumstances
from danbiet.places.services.units import end_agency, found_agency, found_group, move_under, rename

__all__ = [
    "Declared",
    "Known",
    "Loaded",
    "OutlinesRead",
    "Reorganised",
    "TakenBack",
    "apply_reorganisation",
    "declare_day",
    "end_agency",
    "found_agency",
    "found_group",
    "import_outlines",
    "load_country",
    "move_under",
    "preview_reorganisation",
    "rename",
    "set_circumstances",
    "undo_reorganisation",
]
