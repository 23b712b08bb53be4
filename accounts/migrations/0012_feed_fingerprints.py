from django.db import migrations, models

# The addresses that calendars have go on working.
FINGERPRINTS = """
    UPDATE accounts_calendarfeed
    SET fingerprint = encode(sha256(convert_to(fingerprint, 'UTF8')), 'hex')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_download_names'),
    ]

    operations = [
        migrations.RenameField('calendarfeed', 'token', 'fingerprint'),
        migrations.AlterField(
            model_name='calendarfeed',
            name='fingerprint',
            field=models.CharField(max_length=64, unique=True),
        ),
        # Back: what an address was is not known any more.
        migrations.RunSQL(FINGERPRINTS, 'DELETE FROM accounts_calendarfeed'),
    ]
