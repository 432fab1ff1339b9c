"""What the voice of citizens is made of: kinds, states, outcomes, subjects. Moves, clocks, letters, rights beside."""

from enum import StrEnum

MOST_PHOTOS = 3  # of one report, answer, letter or sealed tip
PHOTO_BYTES = 15 * 1024 * 1024  # of one picture as sent in by anybody


class Kind(StrEnum):
    """What was sent, in the words of the law; denunciations and tips are not cases and have no row here."""

    REPORT = "report"  # phản ánh
    PETITION = "petition"  # kiến nghị
    COMPLAINT_FIRST = "complaint_first"  # khiếu nại lần đầu
    COMPLAINT_SECOND = "complaint_second"  # khiếu nại lần hai
    INFORMATION_REQUEST = "information_request"  # filed here, handed to disclosure
    CRIME_REPORT = "crime_report"  # tố giác tội phạm: handed over, not handled


class State(StrEnum):
    """Five states kept apart; what came out of it is the outcome."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    AGREED = "agreed"  # only the holder of the receipt code sets it
    RECHECKED = "rechecked"


class Outcome(StrEnum):
    SOLVED = "solved"
    PARTLY = "partly"
    REFUSED = "refused"
    NOT_OUR_POWER = "not_our_power"
    DUPLICATE = "duplicate"
    CANNOT_VERIFY = "cannot_verify"


class Channel(StrEnum):
    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    NOTEBOOK = "notebook"  # a residential-group head's page
    MAIL = "mail"
    OPEN311 = "open311"
    RECEPTION = "reception"


class Verdict(StrEnum):
    """What the holder of the receipt code said of the answer; silence is no verdict."""

    NONE = ""
    AGREED = "agreed"
    CONTESTED = "contested"


class Refused(StrEnum):
    """Why a case is not taken up; a refusal always names the right address."""

    WRONG_CHANNEL = "wrong_channel"
    NOT_OUR_POWER = "not_our_power"
    SETTLED_BEFORE = "settled_before"
    OUT_OF_TIME = "out_of_time"
    IN_COURT = "in_court"
    NO_RIGHT = "no_right"  # somebody else's right, no proof of representation
    UNREADABLE = "unreadable"  # no subject, no place, and nobody to ask
    INTERNAL = "internal"  # orders within offices, state secrets (Luật 02/2011/QH13, điều 11)
    DENUNCIATION = "denunciation"  # by the wrong channel: erased, and from then on told to nobody (decision 0158)


class Urgency(StrEnum):
    ORDINARY = "ordinary"
    SOON = "soon"
    DANGER = "danger"  # to life or health, now


class Tie(StrEnum):
    """Why two cases belong together."""

    SAME_PLACE = "same_place"
    ALIKE = "alike"
    FOLLOWS = "follows"  # words sent to a closed case
    SPLIT = "split"  # a second matter of the same report
    MERGED = "merged"
    SECOND = "second"  # the second complaint after the first


class Subject(StrEnum):
    """What it is about, in the words of the offices that act on it."""

    ROADS = "roads"
    LIGHTING = "lighting"
    DRAINAGE = "drainage"
    WATER = "water"
    WASTE = "waste"
    AIR = "air"
    NOISE = "noise"
    ORDER = "order"
    SECURITY = "security"
    CONSTRUCTION = "construction"
    LAND = "land"
    CLINICS = "clinics"
    SCHOOLS = "schools"
    DESKS = "desks"
    PORTALS = "portals"
    OFFICERS = "officers"
    POVERTY = "poverty"
    MONEY = "money"
    OTHER = "other"


FEEDBACK = frozenset({Kind.REPORT, Kind.PETITION})
COMPLAINTS = frozenset({Kind.COMPLAINT_FIRST, Kind.COMPLAINT_SECOND})
HANDED_OVER = frozenset({Kind.INFORMATION_REQUEST, Kind.CRIME_REPORT})

# The part of PAPI that an answer to the matter serves, by its construct (scores/catalogue); the clock itself is 3.2.
SERVES = {
    Subject.ROADS: ("infra",),
    Subject.LIGHTING: ("infra",),
    Subject.DRAINAGE: ("infra", "env_protect"),
    Subject.WATER: ("water",),
    Subject.WASTE: ("env_protect",),
    Subject.AIR: ("air",),
    Subject.NOISE: ("env_protect", "law_order"),
    Subject.ORDER: ("law_order",),
    Subject.SECURITY: ("law_order",),
    Subject.CONSTRUCTION: ("corr_gov",),
    Subject.LAND: ("land", "lurc"),
    Subject.CLINICS: ("health",),
    Subject.SCHOOLS: ("education",),
    Subject.DESKS: ("personal", "cert"),
    Subject.PORTALS: ("egov_portal", "e_respond"),
    Subject.OFFICERS: ("interaction",),
    Subject.POVERTY: ("poverty_lists",),
    Subject.MONEY: ("budget", "voluntary"),
    Subject.OTHER: (),
}
