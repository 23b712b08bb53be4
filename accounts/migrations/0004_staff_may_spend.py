from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_seeds'),
    ]

    operations = [
        migrations.AddField(
            model_name='universitystaff',
            name='may_spend',
            field=models.BooleanField(default=False, help_text='Pays into the university’s budgets, and funds projects from them.', verbose_name='may spend'),
        ),
    ]
