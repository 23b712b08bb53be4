import django.db.models.deletion
import django.utils.timezone
import marketplace.uploads
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0010_budgets'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BudgetReturn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('why', models.CharField(choices=[('asked', 'The university asked for it'), ('limit', 'It may be held no longer')], max_length=5)),
                ('amount_minor', models.PositiveBigIntegerField()),
                ('status', models.CharField(choices=[('to_send', 'On its way back'), ('returned', 'Sent back'), ('dropped', 'Kept in the budget after all')], default='to_send', max_length=8)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='ReturnTransfer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('file', models.FileField(upload_to=marketplace.uploads.random_name)),
                ('name', models.CharField(max_length=150)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('status', models.CharField(choices=[('recorded', 'Waits for a second person'), ('confirmed', 'Confirmed'), ('refused', 'Not so')], default='recorded', max_length=9)),
                ('reference', models.CharField(max_length=80, verbose_name='bank reference')),
                ('sent_on', models.DateField(verbose_name='sent on')),
                ('confirm_by', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(blank=True, max_length=500, verbose_name='why not')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='TopUpChargeback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stripe_dispute_id', models.CharField(max_length=80, unique=True)),
                ('amount_minor', models.PositiveBigIntegerField()),
                ('apart_minor', models.PositiveBigIntegerField(default=0)),
                ('lost_minor', models.BigIntegerField(default=0)),
                ('status', models.CharField(choices=[('open', 'Not decided yet'), ('won', 'The money came back to us'), ('lost', 'The bank has kept it')], default='open', max_length=4)),
                ('word', models.CharField(max_length=40)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('opened_at', models.DateTimeField()),
                ('answer_by', models.DateTimeField(blank=True, help_text='For the evidence, at Stripe.', null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-opened_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='topup',
            name='leave_by',
            field=models.DateTimeField(blank=True, help_text='What is left of it then goes back: it may be held no longer.', null=True),
        ),
        migrations.AddIndex(
            model_name='topup',
            index=models.Index(condition=models.Q(('status', 'succeeded')), fields=['leave_by'], name='top_up_to_leave'),
        ),
        migrations.AddField(
            model_name='budgetreturn',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='budgetreturn',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='payments.budget'),
        ),
        migrations.AddField(
            model_name='returntransfer',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='returntransfer',
            name='of',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='payments.budgetreturn'),
        ),
        migrations.AddField(
            model_name='returntransfer',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='topupchargeback',
            name='top_up',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chargebacks', to='payments.topup'),
        ),
        migrations.AddConstraint(
            model_name='budgetreturn',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='return_has_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='budgetreturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_by__isnull', False), ('why', 'asked')), models.Q(('asked_by', None), ('why', 'limit')), _connector='OR'), name='return_was_asked_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='budgetreturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('status', 'to_send')), models.Q(models.Q(('status', 'to_send'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='return_ended_when_over'),
        ),
        migrations.AddConstraint(
            model_name='returntransfer',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'refused'), _negated=True), fields=('of',), name='sent_back_once'),
        ),
        migrations.AddConstraint(
            model_name='returntransfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'confirmed'), _negated=True), models.Q(('decided_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='sent_back_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='returntransfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status', 'recorded')), models.Q(models.Q(('status', 'recorded'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='sending_back_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='returntransfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'refused'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='not_sent_back_says_why'),
        ),
        migrations.AddConstraint(
            model_name='topupchargeback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='top_up_chargeback_closed_when_decided'),
        ),
        migrations.AddConstraint(
            model_name='topupchargeback',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'lost'), ('lost_minor', 0), _connector='OR'), name='top_up_lost_when_decided'),
        ),
    ]
