from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("notifications", "0001_initial"),
        ("notifications", "0002_clocks"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Email',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=150, unique=True)),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('secret', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('new', 'Waiting'), ('claimed', 'Being prepared'), ('dispatched', 'Handed to the mail server'), ('sent', 'Sent'), ('failed', 'Refused by the mail server'), ('unknown', 'May or may not have been sent')], default='new', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('status__in', ['new', 'claimed', 'dispatched'])), fields=['created_at'], name='email_not_yet_sent'), models.Index(fields=['to', '-created_at'], name='email_by_reader')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.CharField(max_length=40, unique=True)),
                ('until', models.DateTimeField()),
            ],
        ),
    ]
