"""What the voice of citizens is made of: kinds, states, outcomes, channels, and who may do what."""

from enum import StrEnum


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
