"""Who gets in where: every address × everybody of the cast × the things of the own place, the neighbour's and above.

Whoever is not let in and is not told the rule (403) is answered as if the thing did not exist (404);
nobody signed in is sent to sign in, or answered 404 where a page needs no signing in.
An address that stands in no table fails the test.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from danbiet.plans.tests.factories import picture
from danbiet.reports.selectors.writing import CAPACITIES
from tests.house import House, Things
from tests.people import Cast

PEOPLE = [
    "city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin", "resident",
    "stranger",
]  # fmt: skip

OUTSIDERS = {"grouphead", "admin", "resident", "stranger"}  # in the table below: outsiders

# rule    year  whose  | who is let in                            | who is told the rule, * for everybody else
RULES = """
everybody 2021 any     | *                                        |
everybody 2026 any     | *                                        |

plan      2021 mine    | city planner chair ward wardchair inspector analyst |
plan      2021 other   | city planner chair ward2 inspector analyst |
plan      2021 above   | *                                        |
plan      2026 any     | *                                        |

write     2021 mine    | city planner chair ward wardchair        | inspector analyst
write     2021 other   | city planner chair ward2                 | inspector analyst
write     2021 above   | city planner chair                       | inspector analyst
write     2026 mine    | city planner chair ward wardchair        | inspector analyst
write     2026 other   | city ward2                               | analyst
write     2026 above   | city                                     | analyst

see-draft 2021 mine    | city planner chair ward wardchair inspector analyst |
see-draft 2021 other   | city planner chair ward2 inspector analyst |
see-draft 2021 above   | city planner chair inspector analyst     |
see-draft 2026 mine    | city planner chair ward wardchair inspector analyst |
see-draft 2026 other   | city ward2 analyst                       |
see-draft 2026 above   | city analyst                             |

issue     2021 mine    | city planner chair wardchair             | ward inspector analyst
issue     2021 other   | city planner chair                       | ward2 inspector analyst
issue     2021 above   | city planner chair                       | inspector analyst
issue     2026 mine    | city planner chair wardchair             | ward inspector analyst
issue     2026 other   | city                                     | ward2 analyst
issue     2026 above   | city                                     | analyst

direct    2021 mine    | city planner chair wardchair             | ward inspector analyst
direct    2021 other   | city planner chair                       | ward2 inspector analyst
direct    2021 above   | city planner chair                       | *
direct    2026 mine    | city planner chair wardchair             | *
direct    2026 other   | city                                     | *
direct    2026 above   | city                                     | *

clause    2021 mine    | city planner chair ward wardchair        | inspector analyst
clause    2021 other   | city planner chair ward2                 | inspector analyst
clause    2021 above   | city planner chair                       | *
clause    2026 mine    | city planner chair ward wardchair        | *
clause    2026 other   | city ward2                               | *
clause    2026 above   | city                                     | *

cancel    2021 mine    | city planner chair                       | ward wardchair inspector analyst
cancel    2021 other   | city planner chair                       | ward2 inspector analyst
cancel    2021 above   | city planner chair                       | *
cancel    2026 mine    | city planner chair wardchair             | *
cancel    2026 other   | city                                     | *
cancel    2026 above   | city                                     | *

report    2021 mine    | ward wardchair                           | city planner chair inspector analyst
report    2021 other   | ward2                                    | city planner chair inspector analyst
report    2021 above   |                                          | *
report    2026 mine    | planner chair ward wardchair             | *
report    2026 other   | ward2                                    | *
report    2026 above   |                                          | *

correct   2021 mine    | chair inspector                          | city planner ward wardchair analyst
correct   2021 other   | chair inspector                          | city planner ward2 analyst
correct   2021 above   |                                          | *
correct   2026 any     |                                          | *

judge     2021 mine    | city planner chair inspector             | ward wardchair analyst
judge     2021 other   | city planner chair inspector             | ward2 analyst
judge     2026 mine    | city                                     | planner chair ward wardchair inspector analyst
judge     2026 other   | city                                     | ward2 analyst

answer    2021 mine    | ward wardchair                           | city planner chair inspector analyst
answer    2021 other   | ward2                                    | city planner chair inspector analyst

recheck   2021 mine    | chair inspector                          | city planner ward wardchair analyst
recheck   2021 other   | chair inspector                          | city planner ward2 analyst

inside    2021 mine    | city planner chair ward wardchair inspector analyst |
inside    2021 other   | city planner chair ward2 inspector analyst |
inside    2026 mine    | city planner chair ward wardchair inspector analyst |
inside    2026 other   | city ward2 analyst                       |

import    2021 mine    | city planner chair ward wardchair        | inspector analyst outsiders
import    2021 other   | city planner chair ward2                 | inspector analyst outsiders
import    2021 above   | city planner chair                       | inspector analyst outsiders
import    2026 mine    | city planner chair ward wardchair        | inspector analyst outsiders
import    2026 other   | city ward2                               | inspector analyst outsiders
import    2026 above   | city                                     | inspector analyst outsiders

paper     2021 mine    | ward wardchair                           |
paper     2021 above   | planner chair inspector                  |
paper     2026 mine    | planner chair ward wardchair inspector   |

words     2021 mine    | ward                                     | wardchair outsiders
words     2021 above   | planner                                  | chair inspector outsiders
words     2026 mine    | planner ward                             | chair wardchair inspector outsiders

count     2021 mine    | ward wardchair                           | outsiders
count     2021 above   | planner chair                            | inspector outsiders
count     2026 mine    | planner chair ward wardchair             | inspector outsiders

sign      2021 mine    | wardchair                        | city planner ward ward2 inspector analyst outsiders
sign      2021 above   | chair                            | city planner ward ward2 inspector analyst outsiders
sign      2026 mine    | chair wardchair                  | city planner ward ward2 inspector analyst outsiders

replace   2021 mine    | ward                                     | *
replace   2021 above   | planner                                  | *
replace   2026 mine    | planner ward                             | *

scan      2021 mine    | ward wardchair                           | *
scan      2021 above   | planner chair                            | *
scan      2026 mine    | planner chair ward wardchair             | *

signed    2021 mine    | city planner chair ward wardchair inspector analyst |
signed    2021 above   | city planner chair inspector analyst     |
signed    2026 mine    | city planner chair ward wardchair inspector analyst |

nobody    2021 any     |                                          |
nobody    2026 any     |                                          |

keep      2021 mine    | ward wardchair                           | *
keep      2021 other   | ward2                                    | *
keep      2021 above   | planner chair                            | *
keep      2026 mine    | planner chair ward wardchair             | *
keep      2026 other   | ward2                                    | *
keep      2026 above   | city                                     | *

keepers   2021 mine    | ward wardchair                           |
keepers   2021 other   | ward2                                    |
keepers   2021 above   | planner chair                            |
keepers   2026 mine    | planner chair ward wardchair             |
keepers   2026 other   | ward2                                    |
keepers   2026 above   | city                                     |

charge    2021 mine    | wardchair                                | *
charge    2021 other   |                                          | *
charge    2021 above   | planner chair                            | *
charge    2026 mine    | planner chair wardchair                  | *
charge    2026 other   |                                          | *
charge    2026 above   | city                                     | *

review    2021 mine    | ward wardchair                           | city planner chair inspector analyst
review    2021 other   | ward2                                    | city planner chair inspector analyst
review    2021 above   | planner chair                            | city inspector analyst
review    2026 mine    | planner chair ward wardchair             | city inspector analyst
review    2026 other   | ward2                                    | city analyst
review    2026 above   | city                                     | analyst

post      2021 mine    | ward wardchair grouphead                 |
post      2021 other   | ward2                                    |
post      2021 above   | planner chair                            |
post      2026 mine    | planner chair ward wardchair grouphead   |
post      2026 other   | ward2                                    |
post      2026 above   | city                                     |

at-office 2021 mine    | ward wardchair                           | grouphead
at-office 2021 other   | ward2                                    |
at-office 2021 above   | planner chair                            |
at-office 2026 mine    | planner chair ward wardchair             | grouphead
at-office 2026 other   | ward2                                    |
at-office 2026 above   | city                                     |

declare   2021 mine    | city planner admin                       | *
declare   2021 other   | city planner admin                       | *
declare   2021 above   | city planner admin                       | *
declare   2026 mine    | city planner admin                       | *
declare   2026 other   | city admin                               | *
declare   2026 above   | city admin                               | *
"""

# address               how  thing      rule      what else stands in the address
THINGS = """
plans:plan              GET  plan       plan
plans:coverage          GET  plan       plan
plans:cascade           GET  plan       plan
plans:tasks_csv         GET  plan       plan
plans:tasks_xlsx        GET  plan       plan
plans:draft             GET  draft      write
plans:plan              GET  draft      see-draft
plans:add_item          POST draft      write
plans:hang              POST draft      write
plans:answer_also       POST draft      write
plans:add_target        POST draft      write
plans:issue             POST draft      issue
plans:assign_many       POST plan       direct
plans:split             GET  plan       direct
plans:split             POST plan       direct
plans:item              GET  item       clause
plans:change_item       POST clause     write     what=wording
plans:change_item       POST clause     write     what=serves
plans:change_item       POST clause     write     what=answers
plans:strike_item       POST clause     write
plans:target            GET  target     see-draft
plans:target            POST target     write
plans:task              GET  task       plan
plans:assign            POST task       direct
plans:report            POST task       report
plans:correct           POST task       correct
plans:cancel            POST task       cancel
plans:judge             POST note       judge
plans:answer            POST correction answer
plans:recheck           POST correction recheck
plans:evidence          GET  evidence   inside
plans:review_import     GET  import     import
plans:review_import     POST import     import
plans:carry_over_import POST import     import
plans:drop_import       POST import     import
reports:report          GET  issued     everybody
reports:report          GET  report     paper
reports:download        GET  issued     everybody form=pdf
reports:download        GET  issued     everybody form=docx
reports:download        GET  issued     everybody form=xlsx
reports:download        GET  report     paper     form=docx
reports:figure          GET  issued     everybody key=tasks_late
reports:figure          GET  report     paper     key=tasks_late
reports:edit            GET  report     words
reports:edit            POST report     words
reports:refresh         POST report     count
reports:issue           POST report     sign
reports:correct         POST issued     replace
reports:scan            POST issued     scan
reports:scanned         GET  issued     signed
"""

# what is disclosed: "place" stands for an address that names the code of the place
# address                    how  thing        rule      what else stands in the address
SHOWN = """
disclosure:obligation        GET  owed         everybody
disclosure:waive             POST owed         keep
disclosure:charge            POST owed         charge
disclosure:item              GET  shown        everybody
disclosure:file              GET  shown        everybody number=1
disclosure:print             GET  shown        everybody
disclosure:qr                GET  shown        everybody
disclosure:key_qr            GET  shown        everybody
disclosure:item              GET  hidden-draft see-draft
disclosure:file              GET  hidden-draft see-draft number=1
disclosure:receipt           GET  hidden-draft nobody
disclosure:print             GET  hidden-draft nobody
disclosure:qr                GET  hidden-draft nobody
disclosure:key_qr            GET  hidden-draft nobody
disclosure:comments          GET  hidden-draft nobody
disclosure:comments          POST hidden-draft nobody
disclosure:postings          GET  hidden-draft nobody
disclosure:publish           GET  hidden-draft review
disclosure:publish           POST hidden-draft review
disclosure:drop              POST hidden-draft review
disclosure:correct           GET  shown        keep
disclosure:correct           POST shown        keep
disclosure:withdraw          POST shown        keep
disclosure:take_down         POST shown        keep
disclosure:confirm           POST shown        keep
disclosure:new               GET  place        keep
disclosure:new               POST place        keep
disclosure:list              POST place        keep
disclosure:arose             GET  place        keepers
disclosure:arose             POST place        keepers
disclosure:points            POST place        keepers
disclosure:close_point       POST board        keepers
disclosure:postings          GET  shown        post
disclosure:postings          POST shown        post
disclosure:put_up            POST planned      post
disclosure:take_off          POST hung         post
disclosure:take_off          POST at-office    at-office
disclosure:proof             GET  hung         post
disclosure:proof             POST hung         post
disclosure:proof             POST at-office    at-office
disclosure:void              POST hung         post
disclosure:void              POST at-office    at-office
disclosure:comments          GET  shown        everybody
disclosure:comments          POST shown        everybody
disclosure:judge_comment     POST comment      keepers   what=show
disclosure:judge_comment     POST comment      keepers   what=hide
disclosure:judge_comment     POST comment      keepers   what=erase
disclosure:judge_comment     POST comment      keepers   what=answer
disclosure:judge_comment     POST comment      keepers   what=changed
disclosure:consult           POST policy       keepers
disclosure:prolong           POST running      keepers
disclosure:conclude          POST over         keepers
disclosure:subscribe         POST place        everybody
disclosure:request           GET  request      keepers
disclosure:request_file      GET  answered     keepers
disclosure:request_paper     GET  answered     keepers   kind=answer
disclosure:move_request      POST request      keepers   what=accept
disclosure:move_request      POST request      keepers   what=ask_completion
disclosure:move_request      POST request      keepers   what=redirect
disclosure:move_request      POST request      keepers   what=complete
disclosure:move_request      POST request      keepers   what=extend
disclosure:move_request      POST accepted     keepers   what=answer
disclosure:move_request      POST accepted     keepers   what=refuse
disclosure:move_request      POST accepted     keepers   what=notify
disclosure:move_request      POST accepted     keepers   what=cost
disclosure:move_request      POST answered     keepers   what=publish
disclosure:move_request      POST answered     keepers   what=amend
disclosure:amend             POST amendment    keepers   what=ask
disclosure:amend             POST amendment    keepers   what=reply
disclosure:amend             POST amendment    keepers   what=close
web:days                     POST place        declare
web:circumstances            GET  place        declare
web:circumstances            POST place        declare
"""

# a receipt comes with the first signed head, and then for everybody: disclosure/tests/test_item_pages.py
# addresses that need no signing in and know no difference between people
ALIKE = """
disclosure:request_by_code GET  405 what=file
disclosure:request_by_code POST 404 what=file
disclosure:request_by_code POST 404 what=complete
disclosure:request_by_code POST 404 what=wrong
disclosure:request_status  POST 422
disclosure:new_request     POST 200
disclosure:letters         GET  200 mark=abc
disclosure:letters         POST 404 mark=abc
disclosure:stop_letters    POST 200 mark=abc
disclosure:stop_letters    GET  405 mark=abc
ledger:key                 GET  404
ledger:key_of              GET  404 key_id=0123456789abcdef
ledger:head                GET  404 day=2021-09-20
ledger:status              GET  404 day=2021-09-20
ledger:verify              POST 422
web:short                  GET  404 short=x
api:start                  GET  200
api:start                  POST 405
api:openapi                GET  200
api:discovery              GET  200 form=xml
api:services               GET  200 form=json
api:service                GET  200 form=xml,code=roads-report
api:service                GET  404 form=xml,code=roads-complaint
api:requests               GET  200 form=json
api:requests               POST 403 form=json
api:request                GET  404 form=json,number=PA-2021-000001
api:token                  GET  404 form=xml,token=1-2
api:updates                GET  200 form=xml
api:updates                POST 405 form=xml
"""

# address                              what stands in it    | who is let in (nobody: without signing in)
PAGES = """
web:home                                                    | nobody *
web:find                                                    | nobody *
web:search                                                  | nobody *
web:manual                                                  | nobody *
web:manual_page                        slug=resident        | nobody *
web:health                                                  | nobody *
web:desk                                                    | *
web:leader                                                  | city planner chair wardchair
places:place                           code=01              | nobody *
web:law                                                     | nobody *
web:duty                               id=BUD16-05          | nobody *
web:days                               code=01              | nobody *
disclosure:place                       code=01              | nobody *
disclosure:start                                            | nobody *
disclosure:points                      code=00601           | nobody *
scores:compare                                              | nobody *
scores:map                                                  | nobody *
scores:scorecard                       code=01              | nobody *
scores:csv                             code=01              | nobody *
scores:xlsx                            code=01              | nobody *
scores:series                          code=01,construct=total | nobody *
plans:plans                                                 | nobody *
plans:new                                                   | *
plans:import                                                | city planner chair ward wardchair ward2
disclosure:list                        code=00601           | nobody *
disclosure:register_csv                code=00601           | nobody *
disclosure:register_json               code=00601           | nobody *
disclosure:feed                        code=00601           | nobody *
disclosure:budget_template                                  | nobody *
reports:reports                                             | nobody *
reports:new                                                 | city planner ward ward2
reports:calls                                               | city planner chair ward wardchair ward2 inspector analyst
voices:status                                               | nobody *
web:status                                                  | nobody *
voices:new                                                  | nobody *
voices:new_done                                             | nobody *
voices:denounce                                             | nobody *
voices:followed                                             | nobody *
voices:desk_new                                             | chair ward wardchair ward2
voices:notebook                                             | ward ward2 grouphead
voices:notebook_blank                                       | ward ward2 grouphead
voices:sorting                                              | city planner chair ward wardchair ward2
voices:place                           code=01              | nobody *
voices:reception                       code=01              | nobody *
voices:desk                                                 | *
voices:denunciations                                        | chair wardchair inspector
voices:denunciation_new                                     | chair wardchair inspector
voices:conclusions                     code=021             | nobody *
voices:vaults                                               | *
voices:vault_new                                            | admin
tips:start                                                  | nobody *
tips:box                                                    | nobody *
ledger:proof                                                | nobody *
survey:waves                                                | nobody *
survey:planner                                              | nobody *
survey:new                                                  | city planner analyst
disclosure:consultations                                    | nobody *
disclosure:requests                                         | nobody *
disclosure:new_request                                      | nobody *
disclosure:request_status                                   | nobody *
disclosure:changed                     code=00601           | nobody *
disclosure:subscribe                   code=00601           | nobody *
ledger:verify                                               | nobody *
api:keys                                                    | admin
accounts:me                                                 | *
accounts:people                                             | chair wardchair admin
accounts:new                                                | chair wardchair admin
accounts:grant                                              | chair wardchair admin
mfa_index                                                   | *
account_reset_password                                      | nobody *
account_reset_password_done                                 | nobody *
account_reset_password_from_key_done                        | nobody *
account_inactive                                            | nobody *
account_change_password                                     | *
socialaccount_connections                                   | *
socialaccount_login_cancelled                               | nobody *
"""

# address              how  of whom    | who is let in, in 2021
OF_PEOPLE = """
accounts:person        GET  ward       | wardchair admin
accounts:person        GET  chair      | chair admin
accounts:person        GET  stranger   |
accounts:switch        POST ward       | admin
accounts:password      POST ward       | admin
accounts:drop          POST ward       | admin
accounts:switch        POST stranger   |
accounts:password      POST stranger   |
accounts:end           GET  ward       | wardchair admin
accounts:end           POST ward       | wardchair admin
accounts:end           POST ward2      | admin
places:add_agency      GET  00601      | admin city planner
places:add_agency      POST 00601      | admin city planner
places:add_group       GET  00601      | admin city planner ward
places:add_group       POST 00610      | admin city planner ward2
"""

# the own protection: everybody's own, nobody without signing in
PROTECTION = [
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn", "mfa_edit_webauthn",
]  # fmt: skip

# addresses looked at by tests of their own, here or where it is said
ELSEWHERE = {
    "web:undo_day": "web/tests", "web:hand_over": "web/tests", "tips:write": "voices/tests",
    "web:choose_day": "below", "api:revoke": "api/tests",
    **dict.fromkeys(
        (
            "voices:assign_many", "voices:case", "voices:act", "voices:letter", "voices:letter_page",
            "voices:send_letter", "voices:photo",
            "voices:set_term", "voices:post_day", "voices:on_day", "voices:published", "voices:denunciation",
            "voices:denunciation_step", "voices:denunciation_summary", "voices:denunciation_conclusion",
            "voices:denunciation_publish", "voices:denunciation_letter", "voices:vault", "voices:vault_confirm",
            "voices:vault_retire", "voices:vault_fetch", "voices:vault_put", "voices:vault_step",
            "voices:follow", "voices:confirm_kind", "voices:confirm_kinds", "voices:board", "voices:new_map",
            "voices:map",
        ),
        "voices/tests",
    ),
    "account_login": "accounts/tests", "account_logout": "accounts/tests", "account_reauthenticate": "accounts/tests",
    "account_set_password": "accounts/tests", "account_reset_password_from_key": "accounts/tests",
    "mfa_authenticate": "accounts/tests", "mfa_reauthenticate": "accounts/tests",
    "mfa_login_webauthn": "accounts/tests",
    "account_signup": "below", "socialaccount_login_error": "accounts/tests",
    "openid_connect_login": "accounts/tests", "openid_connect_callback": "accounts/tests",
    **dict.fromkeys(
        ("survey:wave", "survey:result", "survey:part", "survey:work", "survey:design", "survey:announce",
         "survey:draw", "survey:drawn", "survey:answers", "survey:erase", "survey:run", "survey:stop",
         "survey:publish"),
        "survey/tests",
    ),
}  # fmt: skip


def rows(table: str) -> Iterator[list[str]]:
    return ([cell.strip() for cell in line.split("|")] for line in table.splitlines() if line.strip())


def rule(name: str, year: int, whose: str) -> tuple[set[str], set[str]] | None:
    """Who is let in and who is told the rule; nothing where the table knows no such thing."""
    for head, let_in, told in rows(RULES):
        if head.split() in ([name, str(year), whose], [name, str(year), "any"]):
            return people(let_in), people(told)
    return None


def people(cell: str) -> set[str]:
    names = set(cell.split())
    everybody = {*PEOPLE, "nobody"} if cell == "*" else set(PEOPLE) if "*" in names else set()
    return names | everybody | (OUTSIDERS if "outsiders" in names else set())


def asked(words: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in words.split(",")) if words else {}


def patterns(resolver: URLResolver | None = None, names: tuple[str, ...] = ()) -> Iterator[str]:
    """The name of every address there is."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield ":".join([*names, one.name or str(one.pattern)])
        else:
            yield from patterns(one, (*names, one.namespace) if one.namespace else names)


def form(name: str, words: dict[str, str], house: House, thing: Things) -> dict[str, object]:
    """What somebody with the right would send: the act succeeds where it is allowed."""
    soon, today = house.day.replace(day=28).isoformat(), house.day.isoformat()
    agency = thing.place.committee.pk
    sent: dict[str, dict[str, object]] = {
        "plans:add_item": {"kind": "task", "text": "Việc mới"},
        "plans:hang": {"parent": house.above.plan.pk},
        "plans:answer_also": {"other": house.above.plan.pk},
        "plans:add_target": {"text": "Đạt 46", "measure": "quality"},
        "plans:issue": {"number": "99/KH-UBND", "issued_on": today},
        "plans:assign_many": {"item": [thing.task.item_id], "product": "Báo cáo"},
        "plans:split": {"item": [thing.task.item_id], "wards": [house.mine.place.unit.pk], "due_on": soon},
        "plans:change_item": {"kind": "task", "text": "Chữ", "constructs": [], "upper": ""},
        "plans:target": {"measure": "quality", "keep": "1"},
        "plans:assign": {"lead_agency": agency, "due_on": soon, "version": thing.task.version},
        "plans:report": {"text": "Đã làm"},
        "plans:correct": {"text": "Làm lại", "due_on": soon, "recheck_on": soon},
        "plans:cancel": {"reason": "Gộp"},
        "plans:judge": {"verdict": "accept"},
        "plans:answer": {"text": "Đã sửa"},
        "plans:recheck": {"outcome": "met", "finding": "Đủ"},
        "reports:edit": {"seen": thing.report.version if thing.report else 0, "causes": "Chữ"},
        "reports:issue": {"signer": "A", "capacity": CAPACITIES[0], "number": 9},
        "reports:correct": {"reason": "Nhầm"},
        "reports:scan": {"scan": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")},
    }
    others = {} if name.startswith(("plans:", "reports:")) else shown_form(name, words, house.day, thing)
    return {**(sent.get(name) or others), "token": "a"}


PHOTO = picture(seed=99)


def shown_form(name: str, words: dict[str, str], day: date, thing: Things) -> dict[str, object]:
    """The same for what is disclosed."""
    soon, today = (day + timedelta(days=25)).isoformat(), day.isoformat()
    text = {"text": "Đã xem", "reason": "Có lý do", "words": "Ghi rõ năm", "to": "Sở Tài chính", "note": "2 trang"}
    requests = {
        "accept": {"complexity": "simple", "subject": "Dự toán"}, "hide": {"reason": "insult"},
        "refuse": {"ground": "not_ours" if day.year == 2021 else "new_law", "reason": "Lý do"}, "cost": {"amount": 5},
        "publish": {"title": "Dự toán", "summary": "Câu trả lời"}, "ask": {"agency": "Sở Tài chính"},
        "close": {"outcome": "corrected"},
    }  # fmt: skip
    photo = SimpleUploadedFile("anh.jpg", PHOTO)
    sent: dict[str, dict[str, object]] = {
        "disclosure:waive": {"reason": "Không có", "seen": 0},
        "disclosure:charge": {"user": ""},
        "disclosure:publish": {"number": 1},
        "disclosure:correct": {"reason": "Sửa số", "file": photo},
        "disclosure:withdraw": {"reason": "Nhầm tệp"},
        "disclosure:new": {"kind": "document", "title": "Kế hoạch", "file": photo},
        "disclosure:arose": {"occasion": "estimate_decided", "happened_on": today, "period": str(day.year)},
        "disclosure:points": {"name": "Điểm mới", "kind": "community_point", "from_day": today},
        "disclosure:close_point": {"until_day": soon},
        "disclosure:postings": {"channel": "posting", "points": [thing.keys.get("board", 0)], "up_on": today},
        "disclosure:put_up": {"up_on": today},
        "disclosure:take_off": {"down_on": today},
        "disclosure:proof": {"minutes": "BB 12"},
        "disclosure:comments": {"kind": "comment", "text": "Thiếu trang"},
        "disclosure:consult": {"from_on": today, "until_on": soon, "plan": "Họp tổ"},
        "disclosure:prolong": {"until_on": (day + timedelta(days=40)).isoformat()},
        "disclosure:conclude": {"summary": "Ít ý kiến", "response": "Đã tiếp thu", "conclusion": "Giữ nguyên"},
        "disclosure:subscribe": {"email": "a@example.com"},
        "web:circumstances": {"from_day": today, "residents": 9000, "source": "Niên giám"},
        "web:days": {"day": soon, "works": "off", "label": "Lễ", "source": "QĐ 1"},
    }
    return {**text, **sent.get(name, {}), **requests.get(words.get("what", ""), {})}


@pytest.fixture
def browsers(cast: Cast) -> dict[str, Client]:
    """Everybody at a browser of their own; whatever breaks is seen as 500."""
    found = {"nobody": Client(raise_request_exception=False)}
    for number, name in enumerate(PEOPLE, 1):
        found[name] = Client(raise_request_exception=False, REMOTE_ADDR=f"10.0.0.{number}")
        found[name].force_login(cast.users[name])
    return found


def address_of(name: str, key: str, words: dict[str, str], thing: Things) -> str:
    named = {"code": thing.place.unit.code} if key == "place" else {"pk": thing.keys[key]}
    return reverse(name, kwargs={**named, **words})


def visit(browser: Client, how: str, url: str, data: dict[str, object]) -> tuple[int, str]:
    """The status and the text; whatever was done is taken back."""
    with transaction.atomic():
        answer = browser.get(url) if how == "GET" else browser.post(url, data)
        transaction.set_rollback(True)
    if answer.status_code == 302 and "/accounts/login/" in answer["Location"]:
        return 401, ""
    return answer.status_code, "" if answer.streaming else answer.content.decode(errors="replace")


def complaint(status: int, text: str, *, name: str, let_in: set[str], told: set[str]) -> str:
    """What is wrong with an answer, if anything; 422 and 409 are answers to somebody let in."""
    if name in let_in:
        return "" if status in {200, 302, 409, 422} else f"{status} instead of being let in"
    if name == "nobody":
        return "" if status in {401, 404} else f"{status} without signing in"
    if name in told:
        return "" if status == 403 and "Theo quy tắc nào" in text else f"{status} instead of 403 with its rule"
    return "" if status == 404 else f"{status} instead of 404"


def walk(house: House, browsers: dict[str, Client], table: str = THINGS) -> list[str]:
    """What is wrong, over every row, thing and person."""
    wrong = []
    for (line,) in rows(table):
        address, how, key, name, words = [*line.split(), ""][:5]
        for whose in ("mine", "other", "above"):
            thing: Things = getattr(house, whose)
            if key != "place" and key not in thing.keys:
                continue
            allowed = rule(name, house.day.year, whose)
            assert allowed, f"no rule {name} {house.day.year} {whose} for {address}"
            url = address_of(address, key, asked(words), thing)
            for person, browser in browsers.items():
                status, text = visit(browser, how, url, form(address, asked(words), house, thing))
                told = allowed[1] or set()
                found = complaint(status, text, name=person, let_in=allowed[0], told=told)
                wrong += [f"{house.day.year} {how} {address} {words} of {whose} by {person}: {found}"] if found else []
    return wrong


@pytest.mark.slow
@pytest.mark.half("sqlite")
def test_things_are_opened_by_those_of_the_table_in_2021(house_2021: House, browsers: dict[str, Client]) -> None:
    assert walk(house_2021, browsers) == []


@pytest.mark.slow
@pytest.mark.half("postgresql")
def test_things_are_opened_by_those_of_the_table_in_2026(house_2026: House, browsers: dict[str, Client]) -> None:
    assert walk(house_2026, browsers) == []


@pytest.mark.slow
@pytest.mark.half("sqlite")
def test_what_is_disclosed_is_opened_by_those_of_the_table_in_2021(
    disclosing_2021: House, browsers: dict[str, Client]
) -> None:
    assert walk(disclosing_2021, browsers, SHOWN) == []


@pytest.mark.slow
@pytest.mark.half("postgresql")
def test_what_is_disclosed_is_opened_by_those_of_the_table_in_2026(
    disclosing_2026: House, browsers: dict[str, Client]
) -> None:
    assert walk(disclosing_2026, browsers, SHOWN) == []


def test_everybody_is_answered_alike_where_nothing_depends_on_who_asks(
    house_2021: House, browsers: dict[str, Client]
) -> None:
    wrong = []
    for (line,) in rows(ALIKE):
        address, how, status, words = [*line.split(), ""][:4]
        url = reverse(address, kwargs=asked(words))
        sent = {"code": "0000-0000-0000-0", "text": "x", "token": "a", "what": "confirm"}
        found = {person: visit(browser, how, url, sent)[0] for person, browser in browsers.items()}
        wrong += [f"{how} {url} by {name}: {got}" for name, got in found.items() if got != int(status)]
    assert wrong == []


@pytest.mark.parametrize(
    "prefix",
    [
        pytest.param("", id="vi", marks=pytest.mark.half("sqlite")),
        pytest.param("/en", id="en", marks=pytest.mark.half("postgresql")),
    ],
)
def test_pages_open_to_those_of_the_table(house_2021: House, browsers: dict[str, Client], prefix: str) -> None:
    wrong = []
    for head, cell in rows(PAGES):
        address, words = [*head.split(), ""][:2]
        with translation.override("vi"):
            url = prefix + reverse(address, kwargs=asked(words))
        for person, browser in browsers.items():
            status, text = visit(browser, "GET", url, {})
            fine = {200} if person in people(cell.replace("*", "").strip()) or person != "nobody" and "*" in cell else (
                {401} if person == "nobody" else {403}
            )  # fmt: skip
            wrong += [f"{url} by {person}: {status}"] if status not in fine else []
            if status == 403:
                assert re.search("Theo quy tắc nào|By which rule", text)
    assert wrong == [], "\n".join(wrong)


def test_people_are_looked_after_by_those_over_them(house_2021: House, cast: Cast, browsers: dict[str, Client]) -> None:
    wrong = []
    for head, cell in rows(OF_PEOPLE):
        address, how, whose = head.split()
        person = cast.users.get(whose)
        pk = person.holdings.first().pk if person and address == "accounts:end" else person and person.pk
        url = reverse(address, kwargs={"pk": pk} if person else {"code": whose})
        for name, browser in browsers.items():
            status, _ = visit(browser, how, url, {})
            fine = {200, 302, 422} if name in cell.split() else {401} if name == "nobody" else {403, 404}
            wrong += [f"{how} {url} of {whose} by {name}: {status}"] if status not in fine else []
    assert wrong == [], "\n".join(wrong)


def test_protection_is_everybodys_own(house_2021: House, browsers: dict[str, Client]) -> None:
    for address in PROTECTION:
        url = reverse(address, kwargs={"pk": 1} if address in {"mfa_remove_webauthn", "mfa_edit_webauthn"} else {})
        assert visit(browsers["nobody"], "GET", url, {})[0] in {401, 302}, address
        assert visit(browsers["stranger"], "GET", url, {})[0] in {200, 302, 404}, address
    assert visit(browsers["nobody"], "POST", reverse("account_signup"), {"username": "x"})[0] in {200, 403}


@pytest.mark.parametrize("demo", [True, False])
def test_the_day_is_chosen_only_in_a_demonstration(house_2021: House, cast: Cast, settings, demo: bool) -> None:
    browser, address = Client(), reverse("web:choose_day")
    browser.force_login(cast.users["planner"])
    session = browser.session
    session["demo_day"] = "2026-11-23"
    session.save()
    settings.DEMO, settings.TODAY = demo, "2021-09-21" if demo else ""
    assert browser.post(address, {"day": "2026-11-23"}).status_code == (302 if demo else 404)
    for day in ("", "2022-01-01", "x" * 9999, "2026-11-23\n"):
        assert browser.post(address, {"day": day}).status_code == 404
    assert ("23/11/2026" in browser.get("/").content.decode()) is demo


def test_every_address_stands_in_a_table() -> None:
    known = {line[0].split()[0] for table in (THINGS, SHOWN, ALIKE, PAGES, OF_PEOPLE) for line in rows(table)}
    known |= set(ELSEWHERE) | set(PROTECTION)
    assert set(patterns()) == known


def test_an_address_of_an_act_opened_as_a_page_says_so(house_2021: House, browsers: dict[str, Client]) -> None:
    for (line,) in rows(THINGS):
        address, how, key, _, words = [*line.split(), ""][:5]
        if how == "GET" or key not in house_2021.mine.keys:
            continue
        url = reverse(address, kwargs={"pk": house_2021.mine.keys[key], **asked(words)})
        answer = browsers["wardchair"].get(url)
        assert answer.status_code in {200, 405, 403}, url
        assert "</html>" in answer.content.decode(), url
