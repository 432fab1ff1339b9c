from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0004_declared_day_undone'),
        ('plans', '0004_find_work_by_day_part_and_verdict'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['plan', 'cancelled_on', 'done_on', 'due_on', 'lead_agency', 'recurrence', 'product', 'state', 'item'], name='plans_task_counted'),
        ),
    ]
