"""The citizen's voice, in a browser: each kind from sending to the resident's verdict, in 2021 and after 2026-07-01.

The article: "thực hiện tốt công tác tiếp công dân, tiếp thu, phúc đáp, phản hồi, giải quyết có hiệu quả những phản ánh,
khiếu nại, tố cáo, tố giác của người dân". Residents are on a phone 360 px wide, without JavaScript but for one.
"""

import json
import re
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from danbiet.voices.rules.identification import CONFIRMATIONS
from tests.browser import Site
from tests.journeys.steps import Person, arrives

HEAP = "Rác đổ thành đống ở đầu ngõ 63, ba ngày nay chưa ai dọn, mùi hôi thối bay vào nhà"
AGAIN = "dong rac dau ngo 63 hoi thoi ba ngay chua ai don"
TWO = "Đèn đường ngõ 12 hỏng cả tuần. Vỉa hè trước số 5 sụt một hố to."
DECISION = "Quyết định 15/QĐ-UBND không cấp giấy phép sửa nhà của tôi"
SETTLED = "Sáng nay tổ vệ sinh dọn sạch đống rác, đặt thùng và biển cấm đổ ở đầu ngõ."
FOUND = "Chiều nay đến tận nơi: đầu ngõ đã sạch, phía sau còn bao tải, đã chở đi nốt."
REASONED = "Hồ sơ thiếu bản vẽ hiện trạng; đề nghị bổ sung rồi nộp lại, hướng dẫn kèm theo quyết định này."
WASTE, LAMPS, PERMITS = "Rác, vệ sinh", "Đèn chiếu sáng", "Xây dựng, giấy phép xây dựng"
REPORT, COMPLAINT, SECOND = "Phản ánh:", "Khiếu nại: tôi không đồng ý", "Khiếu nại lần hai:"


@dataclass(frozen=True)
class Law:
    """A ward on a day, and the days that the law of the day sets; counted by hand from the calendar."""

    today: str
    ward: str
    above: str  # who settles the second complaint
    answer: str  # ten working days of the place's own, and of REC-06
    accepting: tuple[str, str]  # by when a complaint is accepted or not, and by which article
    settling: str  # thirty days from acceptance on the same day
    session: (
        str  # a day of receiving citizens, posted more than five working days ahead; the first decision falls on it
    )
    sending: str  # three working days from then
    complaining_again: str  # thirty days from then, off a weekend
    settling_second: str  # forty-five days from then, off a weekend
    hearing: str  # the day of the second dialogue, and of the second decision
    sending_second: str  # seven days from then
    inviting: str  # the article on inviting to the first dialogue; before 2026-07-01 no law sets a day
    judge: str  # the leader above
    checking: str  # seven working days: the first check of a denunciation
    denounced_at: str  # where it lies
    enters: str  # who enters it from paper, and drafts what will hang


IN_2021 = Law(
    today="2021-09-21", ward="00601", above="Quận Bắc Từ Liêm", answer="05/10/2021",
    accepting=("01/10/2021", "điều 27(1)"), settling="21/10/2021", session="2021-09-29", sending="04/10/2021",
    complaining_again="29/10/2021", settling_second="15/11/2021", hearing="2021-10-06", sending_second="13/10/2021",
    inviting="luật không định ngày", judge="chair", checking="30/9/2021", denounced_at="021", enters="inspector",
)  # fmt: skip
IN_2026 = Law(
    today="2026-11-25", ward="00602", above="Thành phố Hà Nội", answer="09/12/2026",
    accepting=("04/12/2026", "155/2026"), settling="25/12/2026", session="2026-12-04", sending="09/12/2026",
    complaining_again="04/01/2027", settling_second="18/01/2027", hearing="2026-12-11", sending_second="18/12/2026",
    inviting="điều 28(1) mới", judge="city", checking="04/12/2026", denounced_at="00602", enters="wardchair",
)  # fmt: skip
UNDER_BOTH_LAWS = pytest.mark.parametrize(
    "law",
    [
        pytest.param(IN_2021, id="2021", marks=pytest.mark.demo("whole", IN_2021.today)),
        pytest.param(IN_2026, id="2026", marks=pytest.mark.demo("whole", IN_2026.today)),
    ],
)


@dataclass
class Journey:
    """Who looks at which site under which law; numbers and codes that one step leaves for the next."""

    browser: Browser
    site: Site
    law: Law
    numbers: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    before: tuple[int, ...] = ()

    def officer(self, name: str) -> Person:
        """An officer at a desk, signed in once."""
        if name not in self.people:
            self.people[name] = arrives(self.browser, self.site, name)
        return self.people[name]

    def resident(self) -> Person:
        """Anybody on a phone without JavaScript: nothing of one person is left on it for the next."""
        if "" not in self.people:
            self.people[""] = arrives(self.browser, self.site, width=360, script=False)
        return self.people[""]

    def turns_to(self, day: str) -> None:
        """Another day; everybody shut their browsers, whose open connections a server that stops would wait for."""
        for person in self.people.values():
            person.page.context.close()
        self.people.clear()
        self.site.changes_day(day)

    # sending in

    def begins(self, who: Person, text: str, where: str) -> Person:
        who.opens(f"/voices/new/?place={self.law.ward}").fills("Việc gì đang xảy ra?", text)
        return who.fills("Ở đâu?", where).presses("Tiếp tục")

    def sends(self, what: str, text: str, kind: str, subject: str, **told: str) -> Person:
        """The whole way on a phone without script: write, say what it is, send, copy the code and type it again."""
        resident = self.begins(self.resident(), text, told.pop("where", "đầu ngõ 63"))
        resident.page.get_by_label(kind).first.check()
        resident.chooses("Về việc gì?", subject).presses("Tiếp tục").sees("Ai sẽ thấy")
        for field_name, value in told.items():
            resident.page.locator(f"[name={field_name}]").fill(value)
        fits(resident)
        resident.presses("Gửi").sees("Ghi lại mã này")
        self.numbers[what] = re.search(r"PA-\d{4}-\d+", resident.page.inner_text("main"))[0]
        self.codes[what] = resident.page.locator("p.code b").inner_text()
        if len(self.codes) == 1:
            resident.fills("Gõ lại mã", "0000-0000-00000").presses("Tôi đã ghi đúng").sees("chưa khớp")
        resident.fills("Gõ lại mã", self.codes[what].lower()).presses("Tôi đã ghi đúng").sees("Đã gửi xong")
        assert self.codes[what].replace("-", "") not in resident.page.url.upper()
        return resident

    def looks(self, name: str) -> Person:
        """The page behind the code."""
        return self.resident().opens("/voices/status/").fills("Mã trên giấy biên nhận", self.codes[name]).presses("Xem")

    # handling

    def case(self, who: Person, name: str) -> Person:
        return who.opens(f"/voices/cases/{self.numbers[name]}/")

    def does(self, who: Person, name: str, act: str, /, **fields: str) -> Person:
        """Open an act on the page of a case, fill in its form and press its button."""
        box = opened(self.case(who, name), act)
        for field_name, value in fields.items():
            fill(box.locator(f"[name={field_name}]"), value)
        box.get_by_role("button", name=act, exact=True).click()
        who.page.wait_for_load_state()
        return who

    def events(self, name: str) -> Counter[str]:
        """What the ledger says of a case."""
        with sqlite3.connect(self.site.data_dir / "db.sqlite3") as database:
            rows = database.execute(
                "SELECT act FROM ledger_event WHERE target = ?", [f"voices.case/{self.numbers[name]}"]
            )
            return Counter(act.removeprefix("voices.") for (act,) in rows)

    # a heap of waste

    def given_the_ward_set_its_own_terms(self) -> None:
        chair = self.officer("wardchair")
        for what, n in (("Trả lời phản ánh", "10"), ("Trả lời kiến nghị", "15")):
            chair.opens(f"/voices/place/{self.law.ward}/").unfolds("Đặt hạn").chooses("Hạn của việc gì", what)
            chair.fills("Bao nhiêu ngày", n).fills("Văn bản đặt ra hạn này", "Quyết định 21/QĐ-UBND")
            chair.page.locator("#han form button").click()
            chair.sees(f"{n} ngày làm việc", "Quyết định 21/QĐ-UBND", "Luật không định hạn chung")
        self.before = self.figures()

    def figures(self) -> tuple[int, ...]:
        """received, accepted, refused, merged, waiting, silent, open: everybody reads them."""
        page = self.resident().opens(f"/voices/place/{self.law.ward}/?month={self.law.today[:7]}")
        text = page.sees("Khớp với số việc đang mở").page.inner_text("main")
        month = re.search(r"Nhận (\d+) = tiếp nhận (\d+) \+ từ chối (\d+) \+ gộp (\d+) \+ chờ (\d+)", text)
        silent, waiting = re.search(r"mà người gửi im lặng\s+(\d+)", text), re.search(r"(\d+) việc đang mở", text)
        received, *parts = (int(count) for count in month.groups())
        assert received == sum(parts)
        return (received, *parts, int(silent[1]), int(waiting[1]))

    def came(self) -> tuple[int, ...]:
        """How the figures changed since the journey began."""
        return tuple(now - then for then, now in zip(self.before, self.figures(), strict=True))

    def when_a_resident_reports_a_heap_of_waste(self) -> None:
        """Rác đổ ở đầu ngõ; điện thoại 360 px, không JavaScript."""
        self.sends("heap", HEAP, REPORT, WASTE)
        self.looks("heap").sees("Đã nhận", "Hạn do nơi này tự đặt", leaf(self.law.answer))

    def then_the_next_resident_sees_that_it_is_known(self) -> None:
        """With script, without marks: the likely duplicate is shown before sending, and followed in one tap."""
        resident = self.begins(arrives(self.browser, self.site, width=360), AGAIN, "ngo 63")
        resident.sees("phản ánh giống", WASTE)
        resident.does_not_see("bay vào nhà").presses("Theo dõi vụ này").sees("Mã")
        self.sends("same", AGAIN, REPORT, WASTE, where="ngo 63")
        assert self.numbers["same"] != self.numbers["heap"]

    def when_reception_finds_it_and_gives_it_to_the_right_hands(self) -> None:
        """One list, words without marks, several at once. What the router doubts is read first, and then found."""
        reception = self.officer("reception").opens("/desk/").sees("Rác đổ thành đống", self.numbers["heap"])
        reception.opens("/voices/desk/?q=dong+rac").does_not_see(self.numbers["same"])
        self.case(reception, "same").sees("đọc và phân loại ngay", AGAIN).presses("Đúng là Phản ánh")
        reception.opens("/search/?q=dong+rac+dau+ngo").sees(self.numbers["heap"])
        reception.opens("/voices/desk/?q=dong+rac").sees(self.numbers["heap"], self.numbers["same"])
        for name in ("heap", "same"):
            reception.page.get_by_label(self.numbers[name]).check()
        reception.chooses("Người xử lý", "Hoàng Thị Mai").presses("Giao")
        reception.opens("/voices/desk/?show=mine").sees(self.numbers["heap"], self.numbers["same"])
        self.does(reception, "same", "Gộp vào việc khác", into=self.numbers["heap"]).sees("Đã gộp vào")
        self.looks("same").sees(f"Việc này đã gộp vào {self.numbers['heap']}", "Cả hai số và mã của bạn vẫn dùng được")

    def when_the_officer_answers_in_words_of_their_own(self) -> None:
        reception = self.does(self.officer("reception"), "heap", "Tiếp nhận xử lý", told="Chiều nay đi xem.")
        template = reception.page.locator("#viec p.small", has_text="Đã giải quyết:").text_content().split(":", 1)[1]
        self.does(reception, "heap", "Trả lời", outcome="Đã giải quyết", text=template).sees("Còn chỗ trống của mẫu")
        self.does(
            reception, "heap", "Trả lời", outcome="Đã giải quyết", text=SETTLED,
            promise_text="Lắp camera đầu ngõ 63", promise_due_on=later(self.law.today),
        ).sees("Lắp camera")  # fmt: skip
        reception.follows("việc trong kế hoạch").sees("Lắp camera đầu ngõ 63", self.numbers["heap"])
        self.case(reception, "heap").sees("Báo cách xử lý", f"trước {self.law.answer}", "điều 28(1)")

    def when_the_resident_contests_and_somebody_else_looks_again(self) -> None:
        resident = self.looks("heap").sees("tổ vệ sinh dọn sạch", "Đã trả lời đúng hạn")
        resident.unfolds("Chưa xong, xem lại").fills("Chỗ nào chưa xong?", "Phía sau vẫn còn bao tải.")
        resident.presses("Yêu cầu xem lại").sees("Đã ghi").does_not_see("Chưa xong, xem lại")
        found = {"outcome": "Đã giải quyết", "text": FOUND}
        refused = self.does(self.officer("reception"), "heap", "Kiểm tra lại", **found)
        refused.sees("Người đã trả lời không xem lại")
        self.officer("ward").opens("/voices/desk/?show=contested").sees(self.numbers["heap"])
        self.does(self.officer("ward"), "heap", "Kiểm tra lại", **found).sees("Đã kiểm tra lại")

    def then_only_the_holder_of_the_code_agrees(self) -> None:
        self.officer("ward").does_not_see("tôi đồng ý")
        resident = self.looks("heap").sees("còn bao tải, đã chở đi nốt").presses("Đã xong, tôi đồng ý").sees("Đã ghi")
        resident.ticks("5 – rất hài lòng").presses("Gửi điểm").sees("Bạn đã chấm 5 trên 5")
        fits(resident)

    def when_the_redacted_answer_is_published_by_a_second_pair_of_eyes(self) -> None:
        """Dân nói, chính quyền làm."""
        ward, draft = self.officer("ward"), {"summary": "Rác đổ ở đầu ngõ 63", "answer": f"{SETTLED} {FOUND}"}
        self.does(ward, "heap", "Soạn bản công khai", **{**draft, "answer": "Gọi 0912 345 678"}).sees(
            "Có thể là thông tin riêng"
        )
        self.does(ward, "heap", "Soạn bản công khai", **draft)
        self.does(ward, "heap", "Đã đọc lại, công khai").sees("không tự công khai")
        self.officer("reception").opens("/desk/").sees("Đọc lại rồi công khai")
        self.does(self.officer("reception"), "heap", "Đã đọc lại, công khai").sees("đã công khai")
        stranger = self.resident().opens(f"/voices/{self.numbers['heap']}/")
        stranger.sees("Đã trả lời đúng hạn", "Đồng ý", "chấm 5 trên 5", "Lắp camera").does_not_see("bay vào nhà")
        stranger.opens("/search/?q=rac+dau+ngo").sees("Rác đổ ở đầu ngõ 63")
        stranger.opens(f"/voices/place/{self.law.ward}/").sees("Rác đổ ở đầu ngõ 63", "người gửi đồng ý")

    def then_words_to_a_closed_case_do_not_die(self) -> None:
        resident = self.looks("heap").fills("Viết thêm", "Tối qua lại có người đổ rác.").presses("Gửi lời")
        resident.sees("mở việc mới", "chỉ hiện một lần")
        self.codes["after"] = resident.page.locator(".note.ok b.code").inner_text()
        self.numbers["after"] = re.search(r"mở việc mới (PA-[\d-]+)", resident.page.inner_text("main"))[1]
        self.looks("after").unfolds("Lời bạn đã gửi").sees("Đã nhận", "Tối qua lại có người đổ rác")
        self.case(self.officer("reception"), "after").sees("gửi thêm sau khi việc đã đóng", self.numbers["heap"])

    # a petition, and silence

    def when_a_petition_is_put_off_and_answered_in_part(self) -> None:
        self.sends(
            "benches", "Đề nghị phường lắp thêm ghế đá ở vườn hoa tổ 4.", "Kiến nghị:", "Việc khác", where="tổ 4"
        )
        self.looks("benches").sees("Kiến nghị", "Hạn do nơi này tự đặt")
        reception = self.does(self.officer("reception"), "benches", "Tiếp nhận xử lý")
        self.does(
            reception, "benches", "Lùi ngày trả lời", until=later(self.law.today), reason="Chờ khảo sát vườn hoa."
        )
        self.looks("benches").sees("Chờ khảo sát vườn hoa")
        given = {"outcome": "Giải quyết một phần", "text": "Đã lắp hai ghế ở cổng vườn hoa, hai ghế nữa đợi kinh phí."}
        self.does(reception, "benches", "Trả lời", **given).sees("Giải quyết một phần")

    # a telephone call, a notebook, the wrong channel

    def when_a_call_with_two_matters_is_split(self) -> None:
        reception = self.officer("reception").opens("/voices/desk/new/")
        reception.ticks("Điện thoại").fills("Người dân nói gì?", TWO).fills("Số điện thoại", "0912345678")
        reception.presses("Gửi")  # without a kind the page comes back with what the words seem to be
        reception.page.locator("[name=kind]").select_option(label="Phản ánh")
        reception.chooses("Về việc gì?", LAMPS).presses("Gửi").sees("Đọc từng ký tự")
        self.numbers["lamp"] = re.search(r"PA-\d{4}-\d+", reception.page.inner_text("h1"))[0]
        self.codes["lamp"] = reception.page.locator("p.code b").inner_text()
        part = {"text": "Vỉa hè trước số 5 sụt một hố to.", "kind": "Phản ánh", "subject": "Đường, vỉa hè"}
        self.does(reception, "lamp", "Tách việc thứ hai", **part).sees("tách ra từ cùng một đơn")
        self.looks("lamp").sees("Đơn của bạn có nhiều việc", "Vỉa hè trước số 5 sụt")
        self.numbers["walk"] = reception.page.locator("a", has_text="PA-").last.inner_text()
        self.case(reception, "walk").sees("Báo cách xử lý", f"trước {self.law.answer}")
        why = {"as_": "Không thuộc thẩm quyền", "reason": "Vỉa hè tuyến này do thành phố quản lý."}
        self.does(reception, "walk", "Từ chối, chỉ đúng nơi", **why, right_address="Sở Giao thông vận tải")
        reception.sees("Sở Giao thông vận tải")

    def when_the_head_of_the_group_sends_a_page_of_the_notebook(self) -> None:
        head = self.officer("grouphead").opens("/voices/desk/notebook/")
        head.page.locator("[name=line0-text]").fill("Loa phường ở ngõ 8 rè, nghe không rõ.")
        head.page.locator("[name=line1-text]").fill("Tôi khiếu nại quyết định thu hồi đất của nhà tôi.")
        head.presses("Gửi cả trang").sees("Khiếu nại, tố cáo thì đưa người dân tới phường")
        head.page.locator("[name=line1-text]").fill("")
        asked = head.page.locator("[name=line0-is_feedback]")  # where the router is not sure, the head has asked
        if asked.count():
            asked.check()
        head.presses("Gửi cả trang").sees("Trao mã cho từng người")
        self.numbers["radio"] = head.page.locator("td[data-l='Số']").first.inner_text()
        self.codes["radio"] = head.page.locator("td.code").first.inner_text()
        self.looks("radio").sees("Đã nhận")
        head.opens(f"/voices/board/?place={self.law.ward}").sees(f"/voices/new/?place={self.law.ward}")
        assert head.page.locator("main svg").count()

    def when_a_denunciation_comes_by_the_wrong_channel(self) -> None:
        """Nothing is kept of it, and the page says where to go."""
        text = "Tôi tố cáo ông trưởng phòng nhận hối lộ 50 triệu đồng khi cấp sổ đỏ"
        resident = self.begins(self.resident(), text, "").sees("Có vẻ bạn đang tố cáo", "bí mật nhà nước")
        resident.ticks("Tố cáo: có người").chooses("Về việc gì?", "Việc khác").presses("Tiếp tục")
        resident.sees("Tố cáo không nhận qua trang này", "không được lưu ở đâu cả", "Nộp đơn giấy")
        self.officer("reception").opens("/voices/desk/?q=hoi+lo").sees("Không có việc nào có đủ những từ này")

    def when_a_complaint_was_sent_as_a_report(self) -> None:
        """A person, not the router, puts it right; the clock of a complaint runs from the day it came."""
        self.sends("wrong", f"Tôi khiếu nại {DECISION}", REPORT, PERMITS)
        reception = self.officer("reception").opens("/voices/desk/sorting/").sees(self.numbers["wrong"], "khiếu nại")
        self.does(reception, "wrong", "Tiếp nhận xử lý").sees("Chưa ai xác nhận đây là loại đơn gì")
        self.does(reception, "wrong", "Đổi loại đơn", kind="Khiếu nại lần đầu", reason="Bạn khiếu nại một quyết định.")
        day, article = self.law.accepting
        reception.sees("Khiếu nại lần đầu", article, leaf(day))
        reception.opens("/voices/desk/sorting/").does_not_see(self.numbers["wrong"])
        self.looks("wrong").sees("Bạn khiếu nại một quyết định", f"Chậm nhất {day}")

    # receiving citizens

    def day_of_receiving(self, who: Person) -> str:
        """The line of the calendar."""
        who.opens(f"/voices/reception/{self.law.ward}/").sees("điều 15(2)(d)")
        return who.page.locator(".duty", has_text="Phòng số 4").inner_text()

    def when_the_day_of_receiving_is_posted_ahead(self) -> None:
        reception = self.officer("reception").opens(f"/voices/reception/{self.law.ward}/")
        reception.unfolds("Thêm ngày vào lịch").fills("Ngày tiếp", self.law.session).chooses("Ai tiếp", "Chủ tịch")
        reception.fills("Từ giờ", "08:00").fills("Đến giờ", "11:30").fills("Ở đâu", "Phòng số 4")
        reception.presses("Niêm yết ngày này").sees("Phòng số 4")
        line = self.day_of_receiving(self.resident())
        assert "Theo lịch" in line, line
        assert "niêm yết muộn" not in line, line

    def when_the_chair_receives_and_promises(self) -> None:
        self.turns_to(self.law.session)
        chair = self.officer("wardchair").opens(f"/voices/reception/{self.law.ward}/")
        ours = chair.page.locator(".duty", has_text="Phòng số 4")
        ours.get_by_role("link").click()
        ours.locator("summary", has_text="Ghi một lượt").click()
        visit = {
            "people": "4",
            "subject": "Cống, ngập nước",
            "summary": "Cống ngõ 40 tắc khi mưa",
            "result": "Hẹn ngày",
        }
        promise = {"promise_text": "Nạo vét cống ngõ 40", "promise_due_on": later(self.law.session)}
        for name, value in {**visit, **promise}.items():
            fill(ours.locator(f"details[open] [name={name}]"), value)
        ours.get_by_role("button", name="Ghi", exact=True).click()
        chair.sees("1 lượt, 4 người, hẹn 1")
        ours.get_by_role("link").click()
        ours.get_by_role("button", name="Đã tiếp").click()
        chair.page.wait_for_url(re.compile(r"/reception/\d+/$"))
        line = self.day_of_receiving(self.resident())
        assert "Đã tiếp" in line, line
        assert "1 lượt, 4 người, hẹn 1" in line, line
        fits(self.resident().sees("Nạo vét cống ngõ 40"))
        promised = self.officer("wardchair").page.locator("#hen li", has_text="Nạo vét cống ngõ 40")
        promised.get_by_role("link").click()
        chair.sees("Nạo vét cống ngõ 40", "Tiếp công dân")

    # figures

    def then_the_month_adds_up(self) -> None:
        """One agreed, one says nothing; in 2021 one more was merged, and one is open."""
        assert self.came() == ((4, 2, 0, 1, 1, 1, 1) if self.law is IN_2021 else (2, 2, 0, 0, 0, 1, 0))
        fits(self.resident().does_not_see("bay vào nhà"))

    def then_the_ledger_holds_each_act(self) -> None:
        acts = Counter(receive=1, accept=1, promise=1, answer=1, contest=1, recheck=1, agree=1, rate=1)
        once = Counter(follow=1, assign=1, redact=1, publish=1) if self.law is IN_2021 else Counter()
        assert self.events("heap") == acts + once
        assert self.events("benches") == Counter(receive=1, accept=1, extend=1, answer=1)
        assert self.site.command("verify_ledger").returncode == 0

    # what was left open goes on

    def then_calls_and_notebooks_are_counted_too(self) -> None:
        """A lamp, a pavement that is the city's, a loudspeaker, a complaint; nothing of the denunciation."""
        assert self.came() == (4, 0, 1, 0, 3, 0, 3)
        self.resident().does_not_see("Đèn đường ngõ 12", "0912345678")
        assert self.events("wrong") == Counter(receive=1, reclassify=1)

    def then_the_heir_of_the_ward_goes_on_with_them(self) -> None:
        """Five years on, the ward that took it over finds what was never answered, and answers."""
        self.turns_to(IN_2026.today)
        reception = self.officer("reception").opens("/voices/desk/?q=den+duong").sees(self.numbers["lamp"])
        self.does(reception, "lamp", "Tiếp nhận xử lý").sees("Trả lời")
        self.looks("lamp").sees("Đã tiếp nhận xử lý")

    def then_a_backup_restored_elsewhere_holds_the_same(self, folder: Path) -> None:
        keys, out = folder / "keys", folder / "sao-luu.age"
        assert self.site.command("backup", "--keygen", str(keys)).returncode == 0
        assert self.site.command("backup", str(out), "--to", str(keys / "recipient.txt")).returncode == 0
        elsewhere = Site(self.site.url, folder / "noi-khac", day=self.site.day)
        done = elsewhere.command("restore", str(out), "--key", str(next(keys.glob("*identity*"))))
        assert done.returncode == 0, done.stderr
        counted = [
            json.loads(one.command("backup", "--contents", "--json").stdout)["models"] for one in (self.site, elsewhere)
        ]
        ours = [{name: row for name, row in one.items() if name.startswith("voices.")} for one in counted]
        assert ours[0] == ours[1]
        assert ours[0]["voices.case"]["rows"] >= 4

    # a complaint, and the second one

    def when_a_resident_complains(self) -> None:
        told = {"decision": DECISION, "name": "Trần Thị Minh Họa", "home": "số 5, ngõ 12"}
        self.sends("first", "Tôi khiếu nại vì quyết định ấy trái quy định. Đề nghị hủy.", COMPLAINT, PERMITS, **told)
        day, article = self.law.accepting
        self.looks("first").sees("Hạn giải quyết tính từ ngày thụ lý", f"Chậm nhất {day}")
        reception = self.case(self.officer("reception"), "first").sees(article, leaf(day))
        reception.sees("người được giao, người đã nhận hoặc phân loại đơn").does_not_see("Trần Thị Minh Họa")
        assert not reception.page.locator("#viec summary", has_text="Tiếp nhận xử lý").count(), "the head accepts"
        self.case(self.officer("inspector"), "first").does_not_see("Trần Thị Minh Họa")
        self.case(self.officer("wardchair"), "first").sees("Trần Thị Minh Họa")
        front = {"forwarder": "Mặt trận Tổ quốc, tổ chức thành viên của Mặt trận", "name": "Mặt trận Tổ quốc phường"}
        self.does(reception, "first", "Ghi cơ quan đã chuyển đơn", **front).sees(
            "Đơn do Mặt trận Tổ quốc phường chuyển"
        )

    def when_the_chair_accepts_and_sets_a_dialogue(self) -> None:
        chair = self.officer("wardchair").opens("/desk/").sees(self.numbers["first"])
        self.does(chair, "first", "Tiếp nhận xử lý").sees(leaf(self.law.settling), "điều 28")
        for recipient in ("Người gửi đơn", "Cơ quan đã chuyển đơn: Mặt trận Tổ quốc phường", "Cơ quan thanh tra"):
            chair.sees(f"Thông báo thụ lý → {recipient}")
        self.does(chair, "first", "Tạm đình chỉ", reason="Chờ kết quả đo đạc.").sees("Tạm đình chỉ từ")
        self.looks("first").sees("Chờ kết quả đo đạc", "ngày không tính")
        self.does(chair, "first", "Tiếp tục", reason="Đã có kết quả.").sees(leaf(self.law.settling))
        if self.law is IN_2026:
            self.does(chair, "first", "Xác định là phức tạp", reason="Nhiều bên.").sees("một trong 7 căn cứ")
        self.does(chair, "first", "Hẹn đối thoại", on_day=self.law.session, where="Phòng tiếp công dân")
        invitation = chair.page.locator(".duty", has_text="Giấy mời đối thoại").first.inner_text()
        assert self.law.inviting in invitation, invitation

    def when_it_is_decided_and_sent(self) -> None:
        self.turns_to(self.law.session)
        chair, given = self.officer("wardchair"), {"outcome": "Từ chối có lý do", "text": REASONED}
        self.does(chair, "first", "Trả lời", **given).sees("phải đối thoại trước khi quyết định", "điều 30(1)")
        talk = {"came": "có mặt", "text": "Hai bên giữ ý kiến, biên bản số 7."}
        self.does(chair, "first", "Ghi kết quả đối thoại", **talk).sees("Đã ghi kết quả đối thoại ngày")
        self.does(chair, "first", "Trả lời", **given).sees("Gửi quyết định", "điều 32", f"trước {self.law.sending}")
        assert chair.page.locator(".duty", has_text="Gửi quyết định").count() == 5
        chair.sees("Báo kết quả cho nơi chuyển đơn → Cơ quan đã chuyển đơn: Mặt trận Tổ quốc phường", "điều 66(2)")
        reception = self.officer("reception").opens("/desk/").sees(self.numbers["first"])
        self.does(reception, "first", "Ghi đã gửi quyết định", reference="27/QĐ-UBND").sees("Đã gửi")
        self.looks("first").sees(REASONED, f"chậm nhất {self.law.complaining_again}", "điều 33(1)")

    def given_somebody_leads_above(self) -> None:
        """After 2025-07-01 the second complaint goes to the province; its administrator names who settles it."""
        if self.law is IN_2026:
            admin = self.officer("admin").opens("/accounts/grant/")
            admin.page.locator("[name=username]").fill("city")
            admin.chooses("Vai trò", "Lãnh đạo").chooses("Nơi giữ nhiệm vụ", f"{self.law.above} (01)")
            admin.presses("Giao nhiệm vụ").sees("Đã giao nhiệm vụ")

    def when_the_second_complaint_goes_one_tier_up(self) -> None:
        told = {"decision": "Quyết định 27/QĐ-UBND", "name": "Trần Thị Minh Họa", "home": "số 5, ngõ 12"}
        self.sends("second", "Tôi vẫn không đồng ý: hồ sơ của tôi đã đủ.", SECOND, PERMITS, **told)
        self.looks("second").sees(self.law.above)
        judge = self.officer(self.law.judge).opens("/voices/desk/?show=complaints").sees(self.numbers["second"])
        tie = {"other": self.numbers["first"], "tie": "khiếu nại lần hai sau lần đầu"}
        self.does(judge, "second", "Nối với việc khác", **tie).sees(self.numbers["first"])
        self.does(judge, "second", "Tiếp nhận xử lý").sees(leaf(self.law.settling_second), "điều 37")
        given = {
            "outcome": "Giải quyết một phần",
            "text": "Hủy một phần quyết định; cấp phép sửa mái, không nâng tầng.",
        }
        self.does(judge, "second", "Trả lời", **given).sees("phải đối thoại trước khi quyết định", "điều 39")
        self.does(judge, "second", "Hẹn đối thoại", on_day=self.law.hearing, where="Phòng họp số 2")
        self.turns_to(self.law.hearing)
        judge = self.officer(self.law.judge)
        self.does(judge, "second", "Trả lời", **given).sees("phải đối thoại trước khi quyết định")
        talk = {"came": "có mặt", "text": "Hai bên thống nhất sửa mái, biên bản số 8."}
        self.does(judge, "second", "Ghi kết quả đối thoại", **talk)
        self.looks("second").sees("Hai bên thống nhất sửa mái", "Người khiếu nại có mặt")
        self.does(judge, "second", "Trả lời", **given).sees("điều 41(1)", f"trước {self.law.sending_second}")
        judge.sees(
            "Gửi quyết định → Người giải quyết khiếu nại lần đầu: Chủ tịch UBND phường", "Công khai cho mọi người"
        )

    def then_the_resident_agrees_and_the_decision_still_goes_out(self) -> None:
        self.looks("second").sees("Hủy một phần quyết định").presses("Đã xong, tôi đồng ý").sees("Đã ghi")
        judge = self.officer(self.law.judge)
        self.does(judge, "second", "Ghi đã gửi quyết định", reference="88/QĐ-UBND").sees("Công khai quyết định")
        self.does(judge, "second", "Ghi đã công khai quyết định", where="niêm yết tại trụ sở")
        resident = self.looks("second").sees("Người gửi đồng ý", "niêm yết tại trụ sở")
        fits(resident)
        assert self.events("second") == Counter(
            receive=1,
            link=1,
            accept=1,
            dialogue=1,
            note_dialogue=1,
            answer=1,
            agree=1,
            send_decision=1,
            post_decision=1,
        )

    # handed over

    def when_a_question_is_handed_to_those_who_answer_it(self) -> None:
        text = "Cho tôi xin bản dự toán sửa đường ngõ 12 năm nay."
        who = {"name": "Trần Thị Minh Họa", "phone": "0912345678"}
        self.sends("asked", text, "Xin thông tin, xin xem văn bản", "Thu chi, đóng góp", **who)
        self.looks("asked").sees("Yêu cầu cung cấp thông tin", "Đã nhận")
        self.case(self.officer("reception"), "asked").follows("Chuyển thành hồ sơ yêu cầu").presses("Mở hồ sơ yêu cầu")
        self.looks("asked").sees("Đã chuyển")

    def when_a_crime_is_handed_to_the_police(self) -> None:
        """At once, by a rule known from memory alone: amber, never late."""
        text = "Đêm qua kẻ gian cạy khóa lấy trộm xe máy trong sân nhà tôi."
        self.sends("crime", text, "Báo tội phạm", "An ninh, tệ nạn", phone="0912345678")
        reception = self.case(self.officer("reception"), "crime").sees("theo trí nhớ, chưa kiểm tra", "điều 145, 146")
        police = {"to": "Công an phường", "number": "12/PC-UBND"}
        self.does(reception, "crime", "Chuyển cơ quan có thẩm quyền", **police)
        reception.sees("Báo đã chuyển → Người gửi đơn", "Báo đã chuyển → Cơ quan có thẩm quyền")
        resident = self.looks("crime").sees("Công an phường 12/PC-UBND")
        fits(resident)
        assert self.events("crime") == Counter(receive=1, hand_over=1)
        self.officer("planner").opens("/voices/desk/?q=trom+xe+may").does_not_see(self.numbers["crime"])

    # a denunciation, on paper

    def when_a_denunciation_is_entered_from_paper(self) -> None:
        """Number, days and a checked summary; no field for who sent it."""
        enters = self.officer(self.law.enters).opens("/voices/denunciations/new/")
        place = enters.page.locator("[name=place] option", has_text=self.names_of_the_place())
        enters.page.locator("[name=place]").select_option(value=place.first.get_attribute("value"))
        enters.fills("Số hồ sơ giấy", "12/M").fills("Ngày nhận", self.law.today)
        enters.fills("Tóm tắt nội dung", "Bà Trần Thị Hoa kể: thu tiền ngoài quy định tại một cửa.")
        for name, _ in CONFIRMATIONS:
            enters.page.check(f"[value={name}]")
        enters.presses("Vào sổ").sees("có thể làm lộ nguồn tin")
        enters.fills("Tóm tắt nội dung", "Thu tiền ngoài quy định khi cấp giấy xác nhận tại một cửa.")
        enters.presses("Vào sổ").sees("Đã vào sổ TC-", self.law.checking, "điều 24(1)")
        self.numbers["paper"] = enters.page.url.removeprefix(self.site.url)

    def names_of_the_place(self) -> str:
        return "Bắc Từ Liêm" if self.law is IN_2021 else "Đông Ngạc"

    def steps(self, who: Person, act: str) -> Person:
        who.opens(self.numbers["paper"]).page.locator("select[name=act]").select_option(label=act)
        who.page.locator("form:has([name=act]) [name=on]").fill(self.law.today)
        who.page.locator("form:has([name=act]) button").click()
        return who.sees("Đã ghi")

    def then_its_conclusion_hangs_without_a_word_of_who_sent_it(self) -> None:
        leader, enters = self.officer("chair"), self.officer(self.law.enters)
        self.steps(leader, "Thụ lý").sees(self.law.settling, "điều 30(1)")
        self.steps(enters, "Đã gửi thông báo thụ lý")
        self.steps(leader, "Ban hành kết luận").sees("điều 35(3)", "điều 40(1)")
        draft = enters.opens(self.numbers["paper"]).page.locator("form[action$='/conclusion/']")
        draft.locator("[name=text]").fill("Có việc thu sai quy định; đã trả lại tiền và kiểm điểm.")
        for name, _ in CONFIRMATIONS:
            draft.locator(f"[value={name}]").check()
        draft.get_by_role("button").click()
        hangs = leader.opens(self.numbers["paper"]).page.locator("form[action$='/publish/']")
        hangs.locator("[name=on]").fill(self.law.today)
        hangs.get_by_role("button", name="Công khai kết luận").click()
        leader.sees("Ít nhất đến", "31/2019/NĐ-CP")
        stranger = self.resident().opens(f"/voices/conclusions/{self.law.denounced_at}/")
        stranger.sees("đã trả lại tiền và kiểm điểm").does_not_see("12/M", "Trần Thị Hoa")
        answer = self.officer("reception").page.request.get(self.site.url + self.numbers["paper"])
        assert answer.status in (403, 404)


def fits(who: Person) -> None:
    assert who.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), who.page.url


def opened(who: Person, act: str) -> Locator:
    """The box of an act on the page of a case, unfolded."""
    box = who.page.locator("#viec details").filter(
        has=who.page.locator("summary", has_text=re.compile(rf"^\s*{act}\s*$"))
    )
    assert box.count(), f"no act “{act}” in: {who.page.inner_text('#viec')}"
    if box.first.get_attribute("open") is None:
        box.first.locator("summary").click()
    return box.first


def fill(found: Locator, value: str) -> None:
    if found.evaluate("one => one.tagName") == "SELECT":
        found.select_option(label=value)
    else:
        found.fill(value)


def leaf(day: str) -> str:
    """A day as the leaf of a calendar holds it."""
    return "{}tháng {}, {}".format(*(int(part) for part in day.split("/")))


def later(day: str) -> str:
    """The twentieth of the next month."""
    year, month = int(day[:4]), int(day[5:7]) + 1
    return f"{year + month // 13}-{(month - 1) % 12 + 1:02}-20"


@UNDER_BOTH_LAWS
def test_a_report_is_answered_contested_rechecked_agreed_and_published(browser: Browser, site: Site, law: Law) -> None:
    journey = Journey(browser, site, law)
    journey.given_the_ward_set_its_own_terms()
    journey.when_the_day_of_receiving_is_posted_ahead()
    journey.when_a_resident_reports_a_heap_of_waste()
    if law is IN_2021:  # what no law changed is walked once
        journey.then_the_next_resident_sees_that_it_is_known()
        journey.when_reception_finds_it_and_gives_it_to_the_right_hands()
    journey.when_the_officer_answers_in_words_of_their_own()
    journey.when_the_resident_contests_and_somebody_else_looks_again()
    journey.then_only_the_holder_of_the_code_agrees()
    if law is IN_2021:
        journey.when_the_redacted_answer_is_published_by_a_second_pair_of_eyes()
        journey.then_words_to_a_closed_case_do_not_die()
    journey.when_a_petition_is_put_off_and_answered_in_part()
    journey.then_the_month_adds_up()
    journey.then_the_ledger_holds_each_act()
    journey.when_the_chair_receives_and_promises()


@UNDER_BOTH_LAWS
def test_complaints_denunciations_and_what_is_handed_over(browser: Browser, site: Site, law: Law) -> None:
    journey = Journey(browser, site, law)
    journey.when_a_question_is_handed_to_those_who_answer_it()
    journey.when_a_crime_is_handed_to_the_police()
    journey.when_a_denunciation_is_entered_from_paper()
    journey.then_its_conclusion_hangs_without_a_word_of_who_sent_it()
    journey.when_a_resident_complains()
    journey.when_the_chair_accepts_and_sets_a_dialogue()
    journey.when_it_is_decided_and_sent()
    journey.given_somebody_leads_above()
    journey.when_the_second_complaint_goes_one_tier_up()
    journey.then_the_resident_agrees_and_the_decision_still_goes_out()


@pytest.mark.demo("whole", IN_2021.today)
def test_calls_notebooks_and_wrong_channels_come_right(browser: Browser, site: Site, tmp_path: Path) -> None:
    journey = Journey(browser, site, IN_2021)
    journey.given_the_ward_set_its_own_terms()
    journey.when_a_call_with_two_matters_is_split()
    journey.when_the_head_of_the_group_sends_a_page_of_the_notebook()
    journey.when_a_denunciation_comes_by_the_wrong_channel()
    journey.when_a_complaint_was_sent_as_a_report()
    journey.then_calls_and_notebooks_are_counted_too()
    journey.then_the_heir_of_the_ward_goes_on_with_them()
    journey.then_a_backup_restored_elsewhere_holds_the_same(tmp_path)
