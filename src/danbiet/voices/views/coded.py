"""How a form comes back in which a receipt code was written: with all its words but the code (decision 0188)."""

from django.forms import Form
from django.utils.translation import gettext as _

from danbiet.common import codes
from danbiet.common.access import told
from danbiet.voices.selectors import HoldsCode


def refuse_coded(form: Form, refusal: HoldsCode, *names: str) -> None:
    """Cut the codes out of the named fields as they are shown again, and say so at those that held one."""
    said = told(refusal) + " " + _("Mã đã được bỏ khỏi ô này, lời còn lại giữ nguyên.")
    data = dict(form.data.items())
    for name in names:
        key = form.add_prefix(name)
        typed = str(data.get(key, ""))
        data[key] = codes.without(typed, refusal.found)
        if data[key] != typed:
            form.add_error(name, said)
    form.data = data
