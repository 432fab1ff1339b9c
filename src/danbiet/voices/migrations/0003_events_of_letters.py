"""The day from which a letter's term is counted is kept, so that it can be counted again.

Of letters that were not sent yet it is found from their case; of a dialogue, sent or not, from the step that set it,
whose words begin with its day. Other letters that were sent are never counted again and stay without.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OF_CASE = {
    ("accepted", "not_accepted"): Coalesce("transferred_on", "received_on"),
    ("handling",): "received_on",
    ("decision", "result", "publication"): "answered_on",
}


def find(apps, schema_editor):
    case, notice, forwarding, step = (apps.get_model("voices", name) for name in ("Case", "Notice", "Forwarding", "Step"))
    open_ones = notice.objects.filter(sent_on=None, due_on__isnull=False)
    for letters, day in OF_CASE.items():
        rows = case.objects.filter(pk=OuterRef("case")).values_list(day)
        open_ones.filter(letter__in=letters).update(event_on=Subquery(rows[:1]))
    heard = forwarding.objects.filter(pk=OuterRef("forwarding")).values_list("heard_on")
    open_ones.filter(letter="relayed").update(event_on=Subquery(heard[:1]))
    drafted = TruncDate("drafted_at", tzinfo=ZONE)
    open_ones.filter(letter__in=("suspended", "resumed", "complex")).update(event_on=drafted)
    for row in notice.objects.filter(letter="dialogue", case__is_open=True):
        told = step.objects.filter(case=row.case_id, act="dialogue", at=row.drafted_at).values_list("told", flat=True)
        for words in told[:1]:
            row.event_on = datetime.strptime(words[:10], "%d/%m/%Y").date()
            row.save(update_fields=["event_on"])


class Migration(migrations.Migration):
    dependencies = [("voices", "0002_search_without_marks")]
    operations = [
        migrations.AddField("notice", "event_on", models.DateField(null=True)),
        migrations.RunPython(find, migrations.RunPython.noop),
    ]
