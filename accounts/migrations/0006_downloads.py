"""Who was given which file; rows that nobody changes or deletes, by whatever way they write."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = r"""
CREATE FUNCTION download_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER download_append_only BEFORE UPDATE OR DELETE ON accounts_download
  FOR EACH ROW EXECUTE FUNCTION download_append_only();
"""

BACKWARD = r"""
DROP TRIGGER download_append_only ON accounts_download;
DROP FUNCTION download_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_invitations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Download',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=50, verbose_name='what')),
                ('key', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('about', models.CharField(max_length=40)),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['about', '-at'], name='downloads_about'), models.Index(fields=['-at'], name='downloads_latest')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
