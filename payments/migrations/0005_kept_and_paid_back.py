import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0011_called_off'),
        ('listings', '0022_quick_apply'),
        ('payments', '0004_settled_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('asked', 'Waits for the employer to choose'), ('kept', 'Kept for the next student'), ('closed', 'Used or paid back')], default='asked', max_length=6)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('use_by', models.DateTimeField(help_text='Then it goes back to the card it came from.')),
            ],
        ),
        migrations.CreateModel(
            name='CreditUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.PositiveBigIntegerField()),
                ('used_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='ledgeraccount',
            name='account_guarded_by_kind',
        ),
        migrations.AddField(
            model_name='funding',
            name='credit_minor',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='refund',
            name='milestone',
            field=models.ForeignKey(blank=True, help_text='Whose held money this was; empty when it was held for none.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.milestone'),
        ),
        migrations.AddField(
            model_name='refund',
            name='why',
            field=models.CharField(choices=[('unneeded', 'The payment was not needed'), ('ended', 'The work was called off'), ('decided', 'A dispute was decided'), ('unused', 'It was kept, and not used')], default='unneeded', max_length=8),
        ),
        migrations.AlterField(
            model_name='funding',
            name='problem',
            field=models.CharField(blank=True, choices=[('', 'None'), ('second', 'Paid a second time'), ('late', 'Paid after the project was cancelled'), ('mismatch', 'Paid another amount than asked'), ('credit', 'What was kept had gone back meanwhile')], default='', max_length=8),
        ),
        migrations.AlterField(
            model_name='ledgeraccount',
            name='kind',
            field=models.CharField(choices=[('stripe_balance', 'At Stripe'), ('bank', 'In our bank'), ('hold', 'Held for a milestone'), ('payee_payable', 'Owed to a student'), ('refund_payable', 'Owed back to a payer'), ('platform_fee', 'Our fee'), ('stripe_fee', 'Stripe’s fee'), ('dispute_suspense', 'Taken by a bank, undecided'), ('recovery_receivable', 'To be recovered'), ('loss', 'Lost'), ('fx', 'Between currencies'), ('suspense', 'Received, not yet placed'), ('kept', 'Kept for the next student')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='ledgeraccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('guarded', True), ('kind__in', ['hold', 'payee_payable', 'refund_payable', 'suspense', 'kept'])), models.Q(('guarded', False), models.Q(('kind__in', ['hold', 'payee_payable', 'refund_payable', 'suspense', 'kept']), _negated=True)), _connector='OR'), name='account_guarded_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('funding', 'milestone'), name='refunded_once_for_a_milestone'),
        ),
        migrations.AddField(
            model_name='credit',
            name='chosen_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='credit',
            name='funding',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='credit', to='payments.funding'),
        ),
        migrations.AddField(
            model_name='credit',
            name='listing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='listings.listing'),
        ),
        migrations.AddField(
            model_name='credituse',
            name='credit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='payments.credit'),
        ),
        migrations.AddField(
            model_name='credituse',
            name='milestone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.milestone'),
        ),
        migrations.AddIndex(
            model_name='credit',
            index=models.Index(condition=models.Q(('status__in', ['asked', 'kept'])), fields=['use_by'], name='credit_to_give_back'),
        ),
        migrations.AddIndex(
            model_name='credit',
            index=models.Index(condition=models.Q(('status__in', ['asked', 'kept'])), fields=['listing'], name='credit_open'),
        ),
        migrations.AddConstraint(
            model_name='credituse',
            constraint=models.UniqueConstraint(fields=('credit', 'milestone'), name='credit_used_once_for_a_milestone'),
        ),
        migrations.AddConstraint(
            model_name='credituse',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='credit_use_has_an_amount'),
        ),
    ]
