"""Pages of waves: who is let in, what is said, nothing without its uncertainty, how many queries."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danbiet.common import files
from danbiet.scores.tests.factories import load, provinces, recent
from danbiet.survey import services
from danbiet.survey.models import AnswerSet, Run, Sample, Wave
from danbiet.survey.tests import factories
from danbiet.survey.tests.factories import MARGINS, SAMPLE_DESIGN, SMALL_DESIGN
from danbiet.survey.tests.test_services import FRAME, announced

pytestmark = pytest.mark.usefixtures("in_2021")


@pytest.fixture
def login(cast):
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.users[name])
        return client

    return signed_in


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


@pytest.fixture
def shown(country, cast) -> Wave:
    """A published wave of two wards."""
    made = factories.with_answers(factories.wave(country, cast), cast)
    factories.published(made, cast)
    return made


def test_a_published_wave_is_for_everybody_with_interval_level_and_method(client, shown) -> None:
    page = text(client, f"/survey/waves/{shown.pk}/")
    assert "khoảng tin cậy 95%, phương pháp: taylor" in page
    assert re.search(r"Phường Đông Ngạc: \d+,\d\d, khoảng từ \d+,\d\d đến \d+,\d\d", page)
    assert "từ 1 đến 1 trên 2" in page
    assert "Hiệu chỉnh lặp để mẫu khớp dân số theo 1 biên: sex." in page
    assert "dưới 0,0001%" in page
    assert page.index("Phường Xuân Đỉnh") < page.index("Phường Đông Ngạc")  # by name, though its score is lower
    assert f'href="/scores/00601/?as_of={shown.runs.get().published_at:%Y-%m-%d}#measured"' in page
    assert page.count("<h1") == 1


def test_wards_that_cannot_be_told_apart_are_said_to_be_that(client, country, cast) -> None:
    made = factories.wave(country, cast)
    alike = {"00601": (100, 0.5), "00610": (100, 0.5)}
    factories.published(factories.with_answers(made, cast, data=factories.answers(alike)), cast)
    page = text(client, f"/survey/waves/{made.pk}/")
    assert page.count("chưa phân biệt được với nơi nào") == 2
    assert page.count("từ 1 đến 2 trên 2") == 2


def test_every_part_of_the_results_can_be_chosen(client, shown) -> None:
    page = text(client, f"/survey/waves/{shown.pk}/")
    parts = re.findall(r'<option value="([^"]+)"', page)
    assert len(parts) == 1 + 8 + 28 + 97 + 1
    share = next(part for part in parts if "|proportion|" in part)
    chosen = text(client, f"/survey/waves/{shown.pk}/?part={share}")
    assert re.search(r"<b>\d+,\d%</b>", chosen)
    assert text(client, f"/survey/waves/{shown.pk}/?part=nothing&page=99999999")


def test_results_are_downloaded_byte_for_byte_and_answers_never(client, shown) -> None:
    run = Run.objects.get()
    for kept in run.results.all():
        answer = client.get(f"/survey/waves/{shown.pk}/{kept.command}.json")
        assert answer.content == files.read(kept.json_sha256)
        assert client.get(f"/survey/waves/{shown.pk}/{kept.command}.csv").content == files.read(kept.csv_sha256)
    assert client.get(f"/survey/waves/{shown.pk}/files/margins.csv").content == MARGINS
    for name in ("answers.csv", "frame.csv", AnswerSet.objects.get().sha256, "..%2fdb.sqlite3"):
        assert client.get(f"/survey/waves/{shown.pk}/files/{name}").status_code == 404


def test_a_draft_and_unpublished_results_are_not_there_for_others(client, login, country, cast) -> None:
    made = factories.wave(country, cast)
    address = f"/survey/waves/{made.pk}/"
    for one in (client, login("resident"), login("ward"), login("inspector")):
        assert one.get(address).status_code == 404
        assert made.title not in text(one, "/survey/")
    for name in ("planner", "analyst", "chair", "city"):
        assert made.title in text(login(name), "/survey/")
    factories.estimated(factories.with_answers(made, cast), cast)
    assert "Chưa có kết quả công bố" in text(client, address)
    assert client.get(f"{address}compose.json").status_code == 404
    assert "Kết quả dưới đây chưa công bố" in text(login("planner"), address)
    assert login("analyst").get(f"{address}compose.json").status_code == 200


def test_an_open_consultation_shows_no_interval_and_says_what_it_is(client, country, cast) -> None:
    made = factories.wave(
        country, cast, design=SMALL_DESIGN, kind=services.Kind.OPEN, edition="", until_day=date(2021, 10, 1)
    )
    data = b"group,ward,q\n1,a,1\n2,a,0\n3,b,1\n4,b,1\n"
    factories.published(factories.with_answers(made, cast, data=data), cast)
    page = text(client, f"/survey/waves/{made.pk}/")
    assert "không cộng vào chỉ số" in page
    assert 'class="ci"' not in page
    assert "không có mẫu nên không tính được sai số" in page
    assert "tuyến tính hóa" not in page
    assert "Khoảng tin cậy" not in page
    assert "Đang lấy ý kiến" in text(client, "/survey/")


def test_the_share_of_an_answer_is_called_a_share(client, country, cast) -> None:
    design = SMALL_DESIGN.replace("[design]", '[data]\ncategory = ["q"]\n[design]')
    made = factories.wave(country, cast, design=design, edition="")
    data = b"group,ward,q\n1,a,tot\n2,a,kem\n3,b,tot\n4,b,tot\n"
    factories.published(factories.with_answers(made, cast, data=data), cast)
    page = text(client, f"/survey/waves/{made.pk}/")
    assert "Tỷ lệ: q = kem" in page
    assert "<b>50,0%</b>" in page


def test_the_chance_to_have_improved_stands_beside_the_last_wave_alone(client, country, cast) -> None:
    design = factories.INDEX_DESIGN.replace("weights =", 'wave = "year"\nweights =')
    both = factories.answers({"00601": (96, 0.3)}, years=("2020", "2021"))
    made = factories.with_answers(factories.wave(country, cast, design=design), cast, data=both)
    factories.published(made, cast)
    page = text(client, f"/survey/waves/{made.pk}/")
    assert page.count('data-l="Khả năng đã tăng"') == 2
    assert page.count(": đã tăng") == 1


def test_the_list_is_empty_before_there_is_a_wave(client, db) -> None:
    page = text(client, "/survey/")
    assert "Chưa có đợt khảo sát nào" in page
    assert "Lập đợt khảo sát" not in page


def send(client: Client, address: str, **data: object):
    return client.post(address, {"token": f"t{len(data)}{address}"[:60], **data})


def file(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_an_officer_makes_a_wave_from_the_first_page_to_the_published_score(login, country, cast) -> None:
    planner = login("planner")
    typed = {
        "title": "Khảo sát quận", "place": "021", "kind": "probability", "edition": factories.EDITION,
        "from_day": "2021-09-01", "until_day": "2021-10-01",
    }  # fmt: skip
    answer = send(planner, "/survey/new/", **typed)
    work = answer["Location"]
    assert re.fullmatch(r"/survey/waves/\d+/making/", work)
    wave = work.removesuffix("making/")
    designed = {"design": file(factories.INDEX_DESIGN.encode(), "d.toml"), "companions": file(MARGINS, "margins.csv")}
    assert send(planner, f"{wave}design/", **designed)["Location"] == work
    sent = {"answers": file(factories.answers(factories.WARDS), "a.csv")}
    assert send(planner, f"{wave}answers/", **sent)["Location"] == work
    assert "bỏ 2 cột không dùng." in text(planner, work)
    assert send(planner, f"{wave}runs/", seed="5")["Location"] == work
    run = Run.objects.get()
    assert (run.state, run.seed) == ("done", 5)
    assert "Lãnh đạo đơn vị hay cấp trên công bố." in text(planner, work)
    chair = login("chair")
    assert send(chair, f"{wave}runs/{run.pk}/publish/")["Location"] == wave
    assert "Đã công bố" in text(chair, wave)


def test_a_form_sent_twice_is_one_act(login, country, cast) -> None:
    made, planner = factories.with_answers(factories.wave(country, cast), cast), login("planner")
    for _ in range(2):
        assert send(planner, f"/survey/waves/{made.pk}/erase/").status_code == 302
    assert AnswerSet.objects.get().erased_on


def test_a_damaged_file_comes_back_with_its_column_and_row(login, country, cast) -> None:
    made, planner = factories.wave(country, cast), login("planner")
    data = factories.answers({"00601": (99, 0.5)}).replace(b"p3,", b"p2,")
    answer = send(planner, f"/survey/waves/{made.pk}/answers/", answers=file(data, "a.csv"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "answers.csv · dòng 3 · id: Cột id: mã “p2” có hơn một lần." in page
    broken = file(b"version = 1\n[desing]\n", "d.toml")
    answer = send(planner, f"/survey/waves/{made.pk}/design/", design=broken)
    assert answer.status_code == 422
    assert "desing" in answer.content.decode()
    assert send(planner, f"/survey/waves/{made.pk}/design/").status_code == 422


def test_a_long_run_waits_for_the_command_and_is_stopped_on_the_page(login, country, cast) -> None:
    design = factories.INDEX_DESIGN + "[variance]\nmethod = 'bootstrap'\nreplicates = 100000\n"
    made = factories.with_answers(factories.wave(country, cast, design=design), cast)
    planner = login("planner")
    send(planner, f"/survey/waves/{made.pk}/runs/", seed="0")
    run = Run.objects.get()
    assert run.state == "waiting"
    page = text(planner, f"/survey/waves/{made.pk}/making/")
    assert "đang chờ" in page
    assert "danbiet estimate_wave" in page
    send(planner, f"/survey/waves/{made.pk}/runs/{run.pk}/stop/")
    assert Run.objects.get().state == "stopped"


def test_a_sample_is_announced_and_drawn_on_the_pages(client, login, country, cast, settings) -> None:
    made = factories.wave(country, cast, design=SAMPLE_DESIGN, edition="")
    planner = login("planner")
    typed = {"frame": file(FRAME.encode(), "khung.csv"), "public_source": "Xổ số", "public_after": "2021-09-22"}
    assert send(planner, f"/survey/waves/{made.pk}/announce/", **typed).status_code == 302
    assert "Chưa chọn: đang chờ hạt giống." in text(client, f"/survey/waves/{made.pk}/")
    settings.TODAY = "2021-09-23"
    assert send(planner, f"/survey/waves/{made.pk}/draw/", seed="48291").status_code == 302
    assert Sample.objects.get().selected == 6
    page = text(client, f"/survey/waves/{made.pk}/")
    assert 'danbiet sample frame.csv --design sample-design.toml --seed "48291" --out sample.csv' in page
    assert client.get(f"/survey/waves/{made.pk}/files/sample-design.toml").content.decode() == SAMPLE_DESIGN
    assert planner.get(f"/survey/waves/{made.pk}/sample.csv").content == files.read(Sample.objects.get().drawn_sha256)
    assert login("chair").get(f"/survey/waves/{made.pk}/sample.csv").status_code == 403


def test_a_public_frame_can_be_downloaded_and_a_private_one_not(client, country, cast) -> None:
    by = cast.actor("planner")
    for is_public in (True, False):
        made = factories.wave(country, cast, design=SAMPLE_DESIGN, edition="")
        services.announce_sample(made, announced=announced(is_frame_public=is_public), by=by, at=factories.AT)
        name = f"frame-{made.sample.frame_name}"
        assert client.get(f"/survey/waves/{made.pk}/files/{name}").status_code == (200 if is_public else 404)


ACTS = ("design", "announce", "draw", "answers", "erase", "runs")


def test_others_do_nothing_to_a_wave(client, login, shown) -> None:
    run = Run.objects.get()
    addresses = [f"/survey/waves/{shown.pk}/{act}/" for act in ACTS] + [
        f"/survey/waves/{shown.pk}/runs/{run.pk}/{act}/" for act in ("stop", "publish")
    ]
    for address in addresses:
        assert client.get(address).status_code == 405
        assert "/accounts/login/" in send(client, address)["Location"]
        for name in ("ward", "inspector", "resident", "admin", "wardchair"):
            assert send(login(name), address).status_code == 403, (address, name)
    assert login("wardchair").get(f"/survey/waves/{shown.pk}/making/").status_code == 403
    assert login("ward").get("/survey/new/").status_code == 403


def test_a_planner_elsewhere_makes_no_wave_here(login, country, cast) -> None:
    typed = {
        "title": "x", "place": "01", "kind": "open", "from_day": "2021-09-01", "until_day": "2021-10-01",
    }  # fmt: skip
    assert send(login("planner"), "/survey/new/", **typed).status_code == 422
    assert send(login("city"), "/survey/new/", **typed).status_code == 302


def test_pages_ask_at_most_twelve_queries(client, login, shown, django_assert_max_num_queries) -> None:
    for one, address in (
        (client, "/survey/"), (client, f"/survey/waves/{shown.pk}/"), (client, "/survey/planner/?wards=1"),
    ):  # fmt: skip
        with django_assert_max_num_queries(12):
            one.get(address)
    planner = login("planner")
    planner.get("/survey/")
    for address in ("/survey/new/", f"/survey/waves/{shown.pk}/making/", f"/survey/waves/{shown.pk}/"):
        with django_assert_max_num_queries(12):
            planner.get(address)


def test_english_is_complete(client, login, shown) -> None:
    page = text(client, f"/en/survey/waves/{shown.pk}/")
    assert "95% confidence interval, method: taylor" in page
    assert "from 1 to 1 of 2" in page
    assert "Sample size" in text(client, "/en/survey/planner/")
    assert "Answers" in text(login("planner"), f"/en/survey/waves/{shown.pk}/making/")


def test_the_planner_is_honest_with_few_groups(client) -> None:
    page = text(client, "/survey/planner/?wards=1&groups=3&take=20&share=50&likeness=0.05&wanted=10")
    assert "± 38,8%" in page
    assert "Dưới 10 tổ, thôn" in page
    assert "chưa phân biệt được" in page
    assert "Mẫu đủ" in text(
        client, "/survey/planner/?wards=4&groups=20&take=16&share=50&likeness=0.05&wanted=10"
    )  # fmt: skip
    one = text(client, "/survey/planner/?wards=3&groups=1&take=20&share=50&likeness=0.05&wanted=10", 422)
    assert "ít nhất hai tổ" in one
    text(client, "/survey/planner/?wards=x", 422)


def test_scorecard_series_and_comparison_show_what_was_measured_apart_from_what_was_published(client, shown) -> None:
    provinces()
    load(recent)
    card = text(client, "/scores/00601/?as_of=2021-09-21")
    assert "Tự đo ở Phường Đông Ngạc, 2021" in card
    assert "Không nối với đường công bố." in card
    assert re.search(r"\d+,\d\d đến \d+,\d\d; 95%, taylor", card)
    assert f"/survey/waves/{shown.pk}/" in card
    assert "Tự đo" not in text(client, "/scores/00601/?as_of=2021-09-10")
    assert "Tự đo" not in text(client, "/scores/01/")
    series = text(client, "/scores/00601/series/total/?as_of=2021-09-21")
    assert "Tự đo ở Phường Đông Ngạc" in series
    beside = text(client, "/scores/compare/?place=00601&place=00610&as_of=2021-09-21")
    assert "Tự đo trong cùng một đợt" in beside
    assert "phân biệt được với nơi làm mốc" in beside


def test_a_ward_measured_alone_has_no_rank(client, country, cast) -> None:
    made = factories.with_answers(factories.wave(country, cast), cast, data=factories.answers({"00601": (100, 0.5)}))
    factories.published(made, cast)
    assert "Hạng có thể" not in text(client, f"/survey/waves/{made.pk}/")
    assert "hạng có thể" not in text(client, "/scores/00601/?as_of=2021-09-21")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2021-09-09", "Đã báo trước, chưa hỏi"),
        ("2021-09-19", "Đang hỏi"),
        ("2021-09-20", "Đã hết ngày hỏi, chưa tính"),
    ],
)
def test_a_wave_in_the_field_says_which_days_these_are(client, country, cast, settings, day: str, words: str) -> None:
    settings.DEMO, settings.TODAY = True, day
    days = {"from_day": date(2021, 9, 10), "until_day": date(2021, 9, 20)}
    made = factories.with_answers(factories.wave(country, cast, **days), cast)
    for address in ("/survey/", f"/survey/waves/{made.pk}/"):
        assert words in text(client, address)


def test_a_wave_is_not_listed_before_it_was_opened(client, shown, settings) -> None:
    settings.DEMO, settings.TODAY = True, "2021-08-31"
    assert shown.title not in text(client, "/survey/")


def test_indicators_bear_their_names(client, shown) -> None:
    page = text(client, f"/survey/waves/{shown.pk}/")
    assert "Chỉ tiêu thành phần: Hiểu biết về chính sách hiện hành (%)" in page
    assert "knows_policies<" not in page


def test_a_withheld_score_says_why(client, country, cast) -> None:
    made = factories.wave(country, cast)
    data = factories.answers({"00601": (120, 0.6), "00610": (20, 0.4)})
    factories.published(factories.with_answers(made, cast, data=data), cast)
    assert "Ẩn vì quá ít người trả lời." in text(client, "/scores/00610/?as_of=2021-09-21")
    assert "Ẩn vì quá ít người trả lời, ở số này" in text(client, f"/survey/waves/{made.pk}/")


def test_waves_are_found_by_search(client, login, shown) -> None:
    assert shown.title in text(client, "/search/?q=khao+sat+thu")
    assert 'href="/survey/" aria-current="page"' in text(login("analyst"), "/survey/")
