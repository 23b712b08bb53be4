import django.db.models.deletion
import marketplace.uploads
import uuid
from django.conf import settings
from django.db import migrations, models


# As in 0002, and the new column too: only entries change an account.
GUARD = r"""
CREATE OR REPLACE FUNCTION payments_account_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.balance <> 0 THEN
      RAISE EXCEPTION 'an account starts empty' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
     AND (NEW.id, NEW.kind, NEW.currency, NEW.guarded, NEW.milestone_id, NEW.user_id,
          NEW.funding_id%(more_new)s)
         IS NOT DISTINCT FROM
         (OLD.id, OLD.kind, OLD.currency, OLD.guarded, OLD.milestone_id, OLD.user_id,
          OLD.funding_id%(more_old)s)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'account %%: only entries change an account', OLD.id
    USING ERRCODE = 'check_violation';
END $$;
"""
FORWARD = GUARD % {"more_new": ", NEW.budget_id", "more_old": ", OLD.budget_id"}
BACKWARD = GUARD % {"more_new": "", "more_old": ""}


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_staff_may_spend'),
        ('applications', '0003_stopped'),
        ('listings', '0004_rows_of_a_page'),
        ('payments', '0009_set_up_by'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BankReceipt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('file', models.FileField(upload_to=marketplace.uploads.random_name)),
                ('name', models.CharField(max_length=150)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('status', models.CharField(choices=[('recorded', 'Waits for a second person'), ('confirmed', 'Confirmed'), ('refused', 'Not so')], default='recorded', max_length=9)),
                ('amount_minor', models.PositiveBigIntegerField()),
                ('reference', models.CharField(max_length=80, verbose_name='bank reference')),
                ('came_on', models.DateField(verbose_name='came on')),
                ('confirm_by', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(blank=True, max_length=500, verbose_name='why not')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('cap_minor', models.PositiveBigIntegerField(blank=True, help_text='The most that one project gets; empty: no limit.', null=True)),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('amount_minor', models.PositiveBigIntegerField(blank=True, null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='Sponsorship',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('amount_minor', models.PositiveBigIntegerField()),
                ('back_minor', models.PositiveBigIntegerField(default=0)),
                ('status', models.CharField(choices=[('reserved', 'Reserved'), ('held', 'Paid in'), ('freed', 'Not needed'), ('missed', 'Too little was left')], default='reserved', max_length=8)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('freed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-made_at', 'milestone__position'],
            },
        ),
        migrations.CreateModel(
            name='TopUp',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rail', models.CharField(choices=[('stripe', 'Card, wallet or bank debit, on Stripe’s page'), ('bank', 'Bank transfer to our account')], max_length=6)),
                ('amount_minor', models.PositiveBigIntegerField()),
                ('came_minor', models.PositiveBigIntegerField(blank=True, null=True)),
                ('status', models.CharField(choices=[('created', 'Not started'), ('open', 'Payment page open'), ('processing', 'With the bank'), ('announced', 'Waits for your bank transfer'), ('succeeded', 'In the budget'), ('failed', 'Not paid'), ('expired', 'Not paid in time')], default='created', max_length=10)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, help_text='When Stripe was asked.', null=True)),
                ('checkout_url', models.URLField(blank=True, max_length=2000)),
                ('stripe_session_id', models.CharField(blank=True, max_length=80, null=True, unique=True)),
                ('stripe_intent_id', models.CharField(blank=True, max_length=80, null=True, unique=True)),
                ('stripe_charge_id', models.CharField(blank=True, max_length=80, null=True, unique=True)),
                ('stripe_txn_id', models.CharField(blank=True, max_length=80, null=True, unique=True)),
                ('method', models.CharField(blank=True, help_text='As on a receipt: Visa 4242.', max_length=40)),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='ledgeraccount',
            name='one_account_per_place',
        ),
        migrations.RemoveConstraint(
            model_name='ledgeraccount',
            name='account_guarded_by_kind',
        ),
        migrations.AddField(
            model_name='funding',
            name='sponsored_minor',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='funding',
            name='problem',
            field=models.CharField(blank=True, choices=[('', 'None'), ('second', 'Paid a second time'), ('late', 'Paid after the project was cancelled'), ('mismatch', 'Paid another amount than asked'), ('credit', 'What was to be beside it had gone meanwhile')], default='', max_length=8),
        ),
        migrations.AlterField(
            model_name='ledgeraccount',
            name='kind',
            field=models.CharField(choices=[('stripe_balance', 'At Stripe'), ('bank', 'In our bank'), ('hold', 'Held for a milestone'), ('payee_payable', 'Owed to a student'), ('refund_payable', 'Owed back to a payer'), ('platform_fee', 'Our fee'), ('stripe_fee', 'Stripe’s fee'), ('dispute_suspense', 'Taken by a bank, undecided'), ('recovery_receivable', 'To be recovered'), ('loss', 'Lost'), ('fx', 'Between currencies'), ('suspense', 'Received, not yet placed'), ('kept', 'Kept for the next student'), ('budget', 'In a university’s budget'), ('reserved', 'Reserved of a budget')], max_length=20),
        ),
        migrations.AlterField(
            model_name='operation',
            name='kind',
            field=models.CharField(choices=[('checkout', 'Open a payment page'), ('expire', 'Close a payment page'), ('account', 'Open a student’s account'), ('transfer', 'Pay a student'), ('refund', 'Pay back'), ('reversal', 'Take back from a student'), ('evidence', 'Send evidence to a bank'), ('top_up', 'Open a payment page for a budget')], max_length=8),
        ),
        migrations.AddField(
            model_name='bankreceipt',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bankreceipt',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='budget',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='budget',
            name='university',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.university'),
        ),
        migrations.AddField(
            model_name='ledgeraccount',
            name='budget',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.budget'),
        ),
        migrations.AddConstraint(
            model_name='ledgeraccount',
            constraint=models.UniqueConstraint(fields=('kind', 'currency', 'milestone', 'user', 'funding', 'budget'), name='one_account_per_place', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='ledgeraccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('guarded', True), ('kind__in', ['hold', 'payee_payable', 'refund_payable', 'suspense', 'kept', 'budget', 'reserved'])), models.Q(('guarded', False), models.Q(('kind__in', ['hold', 'payee_payable', 'refund_payable', 'suspense', 'kept', 'budget', 'reserved']), _negated=True)), _connector='OR'), name='account_guarded_by_kind'),
        ),
        migrations.AddField(
            model_name='grant',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='payments.budget'),
        ),
        migrations.AddField(
            model_name='grant',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='grant',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='grant',
            name='listing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='listings.listing'),
        ),
        migrations.AddField(
            model_name='grant',
            name='placement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.placement'),
        ),
        migrations.AddField(
            model_name='grant',
            name='university',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.university'),
        ),
        migrations.AddField(
            model_name='sponsorship',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sponsorships', to='payments.budget'),
        ),
        migrations.AddField(
            model_name='sponsorship',
            name='grant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sponsorships', to='payments.grant'),
        ),
        migrations.AddField(
            model_name='sponsorship',
            name='milestone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.milestone'),
        ),
        migrations.AddField(
            model_name='topup',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='top_ups', to='payments.budget'),
        ),
        migrations.AddField(
            model_name='topup',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='topup',
            name='operation',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.operation'),
        ),
        migrations.AddField(
            model_name='bankreceipt',
            name='top_up',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='payments.topup'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.UniqueConstraint(fields=('university', 'name'), name='budget_has_a_name_of_its_own', violation_error_message='There is a budget of this name already.'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(('cap_minor', None), ('cap_minor__gt', 0), _connector='OR'), name='budget_cap_is_something'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='budget_days'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('listing__isnull', False)), fields=('listing', 'university'), name='one_grant_of_a_university_for_a_listing'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('listing', None), ('placement__isnull', False)), models.Q(('listing__isnull', False), ('placement', None)), _connector='OR'), name='grant_is_for_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor', None), ('amount_minor__gt', 0), _connector='OR'), name='grant_has_an_amount'),
        ),
        migrations.AddIndex(
            model_name='sponsorship',
            index=models.Index(condition=models.Q(('status', 'reserved')), fields=['milestone'], name='sponsorship_reserved'),
        ),
        migrations.AddConstraint(
            model_name='sponsorship',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['reserved', 'held'])), fields=('milestone',), name='milestone_sponsored_once'),
        ),
        migrations.AddConstraint(
            model_name='sponsorship',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('back_minor__lte', models.F('amount_minor'))), name='sponsorship_amounts_make_sense'),
        ),
        migrations.AddConstraint(
            model_name='sponsorship',
            constraint=models.CheckConstraint(condition=models.Q(('back_minor', 0), ('status', 'held'), _connector='OR'), name='sponsorship_back_was_held'),
        ),
        migrations.AddIndex(
            model_name='topup',
            index=models.Index(condition=models.Q(('status__in', ['created', 'open', 'processing', 'announced'])), fields=['created_at'], name='top_up_live'),
        ),
        migrations.AddConstraint(
            model_name='topup',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='top_up_has_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='topup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('operation__isnull', False), ('rail', 'stripe')), models.Q(('operation', None), ('rail', 'bank'), ('status__in', ['announced', 'succeeded', 'failed'])), _connector='OR'), name='top_up_of_stripe_has_an_operation'),
        ),
        migrations.AddConstraint(
            model_name='topup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('came_minor__gt', 0), ('paid_at__isnull', False), ('status', 'succeeded')), models.Q(models.Q(('status', 'succeeded'), _negated=True), ('came_minor', None)), _connector='OR'), name='top_up_that_came_has_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='bankreceipt',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'refused'), _negated=True), fields=('top_up',), name='top_up_received_once'),
        ),
        migrations.AddConstraint(
            model_name='bankreceipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'confirmed'), _negated=True), models.Q(('decided_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='receipt_confirmed_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='bankreceipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status', 'recorded')), models.Q(models.Q(('status', 'recorded'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='receipt_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='bankreceipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'refused'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='refused_receipt_says_why'),
        ),
        migrations.AddConstraint(
            model_name='bankreceipt',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='receipt_has_an_amount'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
