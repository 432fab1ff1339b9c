from django.db import migrations


def open_again(apps, schema_editor):
    """Lists of direct support were complete without a form; the next tick counts the forms of content 7."""
    rows = apps.get_model("disclosure", "Obligation").objects.filter(duty="BUD26-02", state="complete")
    rows.update(state="published", completed_on=None)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0037_take_down_is_counted")]

    operations = [migrations.RunPython(open_again, migrations.RunPython.noop)]
