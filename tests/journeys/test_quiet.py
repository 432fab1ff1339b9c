"""Before anything sees a request for the pages of tips, who asks is forgotten; and no log has a line of it."""

import logging

from django.http import HttpResponse

from danbiet.config.quiet import NothingOfTips, Quiet


def test_nobody_behind_sees_who_asks(rf) -> None:
    seen = {}

    def behind(request):
        seen.update(request.META, cookies=dict(request.COOKIES))
        answer = HttpResponse()
        answer.set_cookie("a", "b")
        return answer

    request = rf.get(
        "/tips/", REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Canary", HTTP_COOKIE="sessionid=x", HTTP_REFERER="x",
        HTTP_X_FORWARDED_FOR="203.0.113.9", HTTP_ACCEPT_LANGUAGE="vi",
    )  # fmt: skip
    answer = Quiet(behind)(request)
    assert not answer.cookies
    assert {name for name in seen if name.startswith("HTTP_")} <= {"HTTP_HOST"}
    assert seen["REMOTE_ADDR"] == ""
    assert seen["cookies"] == {}
    assert not {"203.0.113.9", "Canary"} & {str(value) for value in seen.values()}


def test_errors_are_logged_without_a_word(rf, caplog) -> None:
    caplog.handler.addFilter(NothingOfTips())
    try:
        raise RuntimeError("bí mật của người gửi")
    except RuntimeError as error:
        told = {"exc_info": error, "extra": {"request": rf.post("/en/tips/021/", {"text": "Thu tiền"})}}
    log = logging.getLogger("django.request")
    with caplog.at_level(logging.DEBUG):
        log.error("Internal Server Error: %s", "/en/tips/021/", **told)
        log.warning("Not Found: %s", "/en/tips/999/", **told)
        log.warning("Not Found: %s", "/elsewhere/", extra={"request": rf.get("/elsewhere/")})
    assert len(caplog.text.splitlines()) == 2
    assert "an error on a page of tips: RuntimeError" in caplog.text
    assert "bí mật" not in caplog.text
    assert "/tips/" not in caplog.text
