from django.db import migrations

OPENING = "PAR-01"


def tie_openings(apps, schema_editor):
    """Consultations under way or over keep the obligation that arose together with that of their draft."""
    consultations = apps.get_model("disclosure", "Consultation").objects.exclude(item__obligation=None)
    obligations = apps.get_model("disclosure", "Obligation").objects
    for row in consultations.select_related("item__obligation").order_by("pk"):
        near = row.item.obligation
        alike = {"place_id": near.place_id, "arose_on": near.arose_on, "occasion": near.occasion, "duty": OPENING}
        found = obligations.filter(**alike, consultation=None).exclude(state="waived").first()
        if found is not None:
            row.opening = found
            row.save(update_fields=["opening"])


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0035_consultation_keeps_obligations")]

    operations = [migrations.RunPython(tie_openings, migrations.RunPython.noop)]
