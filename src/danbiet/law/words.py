"""How limits, days and articles are said to a reader, in Vietnamese and English."""

from collections.abc import Iterator
from datetime import date

from danbiet.law.calendar import Calendar
from danbiet.law.citation import Citation
from danbiet.law.duties import UNITS, Duty, Limit, PostingTerm, Yields

WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
UNIT_WORDS = {
    "hours": ("giờ", "hour"),
    "working_days": ("ngày làm việc", "working day"),
    "calendar_days": ("ngày", "calendar day"),
    "months": ("tháng", "month"),
}
KIND_WORDS = {
    "max": ("chậm nhất {term}", "within {term}"),
    "min": ("ít nhất {term}", "at least {term}"),
    "before_at_least": ("trước ít nhất {term}", "at least {term} before"),
    "validity": ("có giá trị {term}", "valid for {term}"),
    "fixed": ("hết {term}", "after {term}"),
    "immediate": ("ngay trong ngày", "at once"),
    "same_time": ("cùng lúc", "at the same time"),
    "max_next_working_day": ("trong ngày, chậm nhất ngày làm việc tiếp theo", "the same or the next working day"),
    "sanction_threshold": ("ngưỡng kỷ luật {term}", "a disciplinary threshold of {term}"),
    "shift": ("dời sang ngày làm việc kế tiếp", "moved to the next working day"),
}
MEANS_WORDS = {
    "latest_day": ("Chậm nhất {day}", "By {day}"),
    "earliest_end": ("Phải giữ ít nhất đến hết {day}", "It must last at least to the end of {day}"),
    "latest_start": ("Phải làm chậm nhất {day}", "To be done by {day}"),
    "same_day": ("Đúng {day}", "On {day}"),
}
OTHERWISE = {
    "sanction_threshold": (
        "Từ {day} là căn cứ kỷ luật, không phải hạn giải quyết",
        "From {day} a ground for discipline, not a limit",
    ),
    "fixed": ("Có hiệu lực sau {day}", "It takes effect after {day}"),
    "validity": ("Có giá trị đến hết {day}", "Valid to the end of {day}"),
}
NOT_COUNTED = ("{term}, ngày sự kiện {on} không tính", "{term}, the day of the event {on} not counted")
YIELDS_WORDS = {
    Yields.LATEST_DAY: ("ngày muộn nhất", "a latest day"),
    Yields.MINIMUM: ("thời gian tối thiểu", "a minimum"),
    Yields.RECURRING: ("việc lặp lại", "a recurring duty"),
    Yields.THRESHOLD: ("ngưỡng", "a threshold"),
    Yields.TEXT: ("quy định bằng lời", "a text"),
}
UNKNOWN_START = ("không rõ từ ngày nào", "from a day that is not known")
WARD_RADIO = "Decision of the Ha Noi People's Committee on the scheme of ward loudspeakers"
# Words of citations for readers of English, phrases before their parts; names and numbers of documents stay.
ENGLISH = (
    ("Bộ luật Dân sự", "Civil Code"),
    ("Bộ luật Lao động", "Labour Code"),
    ("Luật Tiếp cận thông tin (sửa đổi)", "Access to Information Law (amended)"),
    ("Quyết định của UBND TP Hà Nội điều chỉnh đề án đài truyền thanh phường", WARD_RADIO),
    ("nghị quyết của Quốc hội về văn hóa năm 2026", "National Assembly resolution on culture of 2026"),
    ("được Nghị định 367/2025/NĐ-CP sửa đổi", "amended by Decree 367/2025/NĐ-CP"),
    ("theo cách hiểu của phường", "as read by the ward"),
    ("và thông báo hằng năm", "and yearly notices"),
    ("thời hạn, niêm yết: chương về công khai", "times and posting: chapter on disclosure"),
    ("đã thấy bước niêm yết; 3 ngày làm việc theo trí nhớ", "posting step seen; 3 working days from memory"),
    ("số điều theo trí nhớ", "article from memory"),
    ("điều kế thừa theo trí nhớ", "article that follows it from memory"),
    ("theo trí nhớ", "from memory"),
    ("phần quy trình rà soát", "review procedure"),
    ("điều khoản chuyển tiếp", "transitional clause"),
    ("chưa thấy văn bản", "text not seen"),
    ("chưa thấy số", "number not seen"),
    ("chưa thấy điều", "article not seen"),
    ("sửa bởi", "amended by"),
    ("sửa Nghị định", "amending Decree"),
    ("(cùng", "(with"),
    ("sau đó", "then"),
    ("(đến", "(until"),
    ("Pháp lệnh", "Ordinance"),
    ("Luật", "Law"),
    ("Nghị định", "Decree"),
    ("Nghị quyết", "Resolution"),
    ("Thông tư", "Circular"),
    ("Quyết định", "Decision"),
    ("Văn bản", "Letter"),
    ("điều", "article"),
    ("chương", "chapter"),
    ("phụ lục", "annex"),
    (" mới", " as amended"),
    (" ngày ", " of "),
)

# Names of days off and worked days, phrases before their parts; days within them stay as officials write them.
HOLIDAYS = (
    ("Giao thừa Tết Nguyên Đán", "Lunar New Year's Eve"),
    ("Mùng 2 Tết Nguyên Đán", "Second day of the Lunar New Year"),
    ("Mùng 3 Tết Nguyên Đán", "Third day of the Lunar New Year"),
    ("Mùng 4 Tết Nguyên Đán", "Fourth day of the Lunar New Year"),
    ("Mùng 5 Tết Nguyên Đán", "Fifth day of the Lunar New Year"),
    ("Tết Nguyên Đán", "Lunar New Year"),
    ("29 Tết", "The day before Lunar New Year's Eve"),
    ("Tết Dương lịch", "New Year's Day"),
    ("Ngày Chiến thắng", "Victory Day"),
    ("Ngày Giỗ Tổ Hùng Vương", "Hung Kings' Commemoration Day"),
    ("Ngày Quốc tế Lao động", "International Labour Day"),
    ("Ngày Văn hóa Việt Nam", "Vietnam Culture Day"),
    ("Quốc khánh", "National Day"),
    ("(nghỉ bù)", "(in lieu)"),
    ("Làm bù cho ngày", "Worked instead of"),
    ("Nghỉ hoán đổi (làm bù ngày", "Off, exchanged (worked on"),
    ("Ngày nghỉ (thay cho ngày", "Day off (instead of"),
)


def holiday(label: str, language: str = "vi") -> str:
    """The name of a day of the national calendar; what a place or a file of one's own calls a day stays whole."""
    said = label
    for vietnamese, english in HOLIDAYS:
        said = said.replace(vietnamese, english)
    return said if language == "en" and said.isascii() else label


def day_words(day: date, language: str = "vi") -> str:
    """A day as it is read out: thứ Hai 23/03/2026, Monday 23 March 2026."""
    name = WEEKDAYS[language][day.weekday()]
    if language == "vi":
        return f"{name} {day:%d/%m/%Y}"
    return f"{name} {day.day} {MONTHS[day.month - 1]} {day.year}"


def term_words(n: int, unit: str, language: str = "vi") -> str:
    """5 ngày làm việc, 5 working days."""
    vietnamese, english = UNIT_WORDS[unit]
    return f"{n} {vietnamese}" if language == "vi" else f"{n} {english}{'' if n == 1 else 's'}"


def limit_words(limit: Limit, language: str = "vi") -> str:
    """The limit of a duty: a term, or the words of the law where it is none; "" where none is set."""
    if not limit.is_measured:
        return limit.words_en if language == "en" else limit.words_vi
    assert limit.n is not None
    said = _pick(KIND_WORDS[limit.kind], language)
    return said.format(term=term_words(limit.n, limit.unit or "", language))


def posting_words(posting: PostingTerm, language: str = "vi") -> str:
    """How long and where it hangs."""
    said, where = (
        _pick((posting.words_vi, posting.words_en), language),
        _pick((posting.where_vi, posting.where_en), language),
    )
    if posting.n is not None and posting.unit in UNITS:
        said = _pick(("ít nhất {term}", "at least {term}"), language).format(
            term=term_words(posting.n, posting.unit, language)
        )
        said += _pick((" liên tục", " without a gap"), language) if posting.continuous else ""
    return f"{said}: {where}" if where else said


def yields_words(yields: Yields, language: str = "vi") -> str:
    """What comes out of a duty."""
    return _pick(YIELDS_WORDS[yields], language)


def outcome(limit: Limit, due: date | None, *, means: str, on: date, language: str = "vi") -> str:
    """What the counting gave; where no day follows from the rule, the rule itself."""
    if due is None or limit.n is None or limit.unit is None:
        rule = limit_words(limit, language) or _pick(("luật không đặt số ngày", "the law sets no number"), language)
        return _pick(("Không tính được ngày: {rule}.", "No day can be computed: {rule}."), language).format(rule=rule)
    pair = OTHERWISE.get(limit.kind) or MEANS_WORDS[means]
    said = _pick(pair, language).format(day=day_words(due, language))
    if not limit.n:
        return f"{said}."
    term, event = term_words(limit.n, limit.unit, language), day_words(on, language)
    return f"{said} ({_pick(NOT_COUNTED, language).format(term=term, on=event)})."


def counted_from(limit: Limit, language: str = "vi") -> str:
    """From what the days are counted, with the law's own condition; "" where the trigger alone says it."""
    said = _pick((limit.counted_from_vi, limit.counted_from_en), language)
    if not said:
        return ""
    if language == "en":
        return f"Counted {'back ' if limit.kind == 'before_at_least' else ''}from: {said}."
    return f"{_begun(said)}." if said.startswith("tính") else f"Đếm {said}."


def noted(of: Duty, language: str = "vi") -> str:
    """What else is to be known before the day is relied on, such as a special law that prevails; "" for most."""
    note = of.note(language)
    return _pick(("Lưu ý: {note}", "Note: {note}"), language).format(note=note) if note else ""


def posted(posting: PostingTerm, language: str = "vi") -> str:
    """How long it stays public once it is."""
    said = _pick(("Giữ công khai {rule}.", "To stay public {rule}."), language)
    return said.format(rule=posting_words(posting, language))


def extended(n: int, unit: str, last: date, *, in_all: int | None = None, language: str = "vi") -> str:
    """That the time was lengthened by so much, and to which day before any rolling; how long it is in all, where the
    law says that."""
    said = _pick(("Gia hạn {term}, đến {day}", "Extended by {term}, to {day}"), language)
    said = said.format(term=term_words(n, unit, language), day=day_words(last, language))
    if in_all is None:
        return f"{said}."
    return said + _pick((": cả thảy {term}.", ": {term} in all."), language).format(
        term=term_words(in_all, unit, language)
    )


def suspended(from_day: date, until_day: date, language: str = "vi") -> str:
    """That the clock stood still."""
    said = _pick(
        (
            "Tạm đình chỉ từ {start}, tiếp tục từ {stop}: không tính.",
            "Suspended from {start}, resumed {stop}: not counted.",
        ),
        language,
    )
    return said.format(start=day_words(from_day, language), stop=day_words(until_day, language))


def rolled(rolled_from: date, due: date, language: str = "vi") -> str:
    """That the last day was off."""
    forward = (
        "{day} là ngày nghỉ nên dời sang ngày làm việc tiếp theo.",
        "{day} is a day off: moved to the next working day.",
    )
    backward = (
        "{day} là ngày nghỉ nên lùi về ngày làm việc trước đó.",
        "{day} is a day off: moved back to the working day before.",
    )
    said = _pick(forward if due > rolled_from else backward, language).format(day=day_words(rolled_from, language))
    return said[0].upper() + said[1:]


def doubts(on: date, due: date | None, calendar: Calendar, language: str = "vi") -> Iterator[str]:
    """What the calendar itself is not sure of between the two days."""
    if due is None:
        return
    first, last = min(on, due), max(on, due)
    for year in range(first.year, last.year + 1):
        if not calendar.knows(year):
            yield _pick(
                (
                    "Lịch nghỉ lễ năm {year} chưa có: mới trừ thứ Bảy, Chủ nhật.",
                    "The days off of {year} are not known: only Saturdays and Sundays are left out.",
                ),
                language,
            ).format(year=year)
    for change in calendar.changes():
        if first <= change.day <= last and change.certainty == "memory":
            yield _pick(
                ("{day} ({label}): chưa thấy văn bản.", "{day} ({label}): the text was not seen."), language
            ).format(day=_begun(day_words(change.day, language)), label=holiday(change.label, language))


def _begun(words: str) -> str:
    """Words that begin a sentence: names within keep their capitals."""
    return words[:1].upper() + words[1:]


def basis(of: Citation, language: str = "vi") -> str:
    """The article, and a warning when it is known from memory alone."""
    said = _pick(("Căn cứ: {cited}.", "Basis: {cited}."), language).format(cited=cited(of, language))
    if of.certainty == "memory":
        said += _pick(
            (
                " Chưa đọc được văn bản, không dùng để kết luận vi phạm.",
                " Known from memory: never held against anybody.",
            ),
            language,
        )
    return said


def cited(of: Citation | str, language: str = "vi") -> str:
    """The document and its article, or several of them in words.

    In English the kinds of documents are translated, names and numbers stay.
    """
    said = str(of)
    if language == "en":
        for vietnamese, english in ENGLISH:
            said = said.replace(vietnamese, english)
    return said


def validity(of: Duty, language: str = "vi") -> str:
    """From when until when the rule holds."""
    start, stop = of.basis.valid_from, of.basis.valid_to
    unknown = _pick(UNKNOWN_START, language)
    said = _pick(("từ {start}", "from {start}"), language).format(start=f"{start:%d/%m/%Y}") if start else unknown
    return said + (_pick((" đến hết {stop}", " to {stop}"), language).format(stop=f"{stop:%d/%m/%Y}") if stop else "")


def _pick(pair: tuple[str, str], language: str) -> str:
    return pair[language == "en"]
