"""Who may charge whom with what, over plain values."""

from danbiet.common.actor import SYSTEM, Actor, NotAllowed, Role, say

BY_LEADER = frozenset({Role.PLAN_OFFICER, Role.WARD_OFFICER, Role.ANALYST, Role.GROUP_HEAD, Role.RESIDENT})
LANGUAGES = ("vi", "en")


class GrantRefused(NotAllowed):
    """The actor may not give or end this role in this place."""


class PersonRefused(NotAllowed):
    """The actor may not act on this person's account."""


def check_grant(*, by: Actor, user: int, role: Role, administered: bool, led: bool) -> None:
    """Refuse a grant to oneself, outside one's subtree, or of a role that a leader may not give.

    An administrator gives any role in the subtree; a leader gives the working roles of exactly the own place,
    never leadership, inspection or administration, which must come from above.
    """
    if by == SYSTEM:
        return
    if by.user == user:
        raise GrantRefused(say("Không ai tự giao hay tự cho thôi nhiệm vụ của chính mình."))
    if not administered and not led:
        raise GrantRefused(say("Nơi này ngoài phạm vi bạn quản trị."))
    if not administered and role not in BY_LEADER:
        raise GrantRefused(say("Lãnh đạo chỉ giao nhiệm vụ chuyên môn; vai này do quản trị giao."))


def check_person(*, by: Actor, user: int, places: frozenset[int], administered: frozenset[int]) -> None:
    """Refuse an act on an account unless every place in which its person serves is in the subtree."""
    if by == SYSTEM:
        return
    if by.user == user:
        raise PersonRefused(say("Tài khoản của chính bạn thì bạn tự đổi ở trang Tài khoản."))
    if not places <= administered:
        raise PersonRefused(say("Người này còn giữ nhiệm vụ ngoài phạm vi bạn quản trị; nhờ quản trị cấp trên."))


TOO_SHORT = say("Mật khẩu cần ít nhất {least} ký tự.")
NOT_THE_SAME = say("Hai lần gõ chưa giống nhau.")
KEY_NAME = say("Khóa của tôi")
ERRORS = {
    "account_inactive": say("Tài khoản này đã khóa."),
    "cannot_delete_authenticator": say("Không gỡ được lớp bảo vệ này."),
    "cannot_generate_recovery_codes": say("Bật ứng dụng mã hoặc khóa truy cập trước, rồi mới tạo mã dự phòng."),
    "connected_other": say("Danh tính này đã liên kết với tài khoản khác."),
    "disconnect_last": say("Đây là cách đăng nhập duy nhất của bạn. Đặt mật khẩu trước, rồi mới gỡ."),
    "enter_current_password": say("Mật khẩu hiện tại chưa đúng."),
    "incorrect_code": say("Mã chưa đúng hoặc đã hết hạn."),
    "incorrect_password": say("Mật khẩu chưa đúng."),
    "invalid_login": say("Chưa đăng nhập được."),
    "invalid_or_expired_key": say("Liên kết đã dùng hoặc đã hết hạn."),
    "invalid_password_reset": say("Liên kết đặt lại mật khẩu đã dùng hoặc đã hết hạn."),
    "invalid_token": say("Mã chứng thực từ nơi cấp danh tính không dùng được."),
    "no_password": say("Tài khoản chưa có mật khẩu."),
    "rate_limited": say("Quá nhiều lần thử, hãy chờ một lát."),
    "same_as_current": say("Giá trị mới phải khác giá trị đang dùng."),
    "too_many_login_attempts": say("Quá nhiều lần thử, hãy chờ một lát."),
    "username_password_mismatch": say("Tên đăng nhập hoặc mật khẩu chưa đúng."),
    "username_taken": say("Tên đăng nhập này đã có người dùng."),
}
