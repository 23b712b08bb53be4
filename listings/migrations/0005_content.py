import django.contrib.postgres.fields
import django.db.models.deletion
import listings.models.formats
import listings.models.listing
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_counted'),
        ('listings', '0004_formats'),
    ]

    operations = [
        migrations.CreateModel(
            name='ItineraryDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.PositiveSmallIntegerField()),
                ('to_day', models.PositiveSmallIntegerField()),
                ('what', models.CharField(max_length=400)),
            ],
            options={
                'ordering': ['from_day', 'to_day', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ListingPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('country', models.CharField(max_length=2, verbose_name='country of work')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='town or city')),
                ('geoname_id', models.PositiveBigIntegerField(blank=True, null=True)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group_min', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='smallest group')),
                ('group_max', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='largest group')),
                ('housing', models.TextField(blank=True, max_length=1500, verbose_name='housing')),
                ('meals', models.TextField(blank=True, max_length=1500, verbose_name='meals')),
                ('included', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list)),
                ('not_included', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list)),
                ('extras', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list)),
                ('certifications', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list)),
                ('quantities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list)),
                ('weather_permitting', models.BooleanField(default=False)),
                ('safety', models.TextField(blank=True, max_length=1500, verbose_name='safety')),
                ('medical', models.TextField(blank=True, max_length=1500, verbose_name='health')),
                ('insurance', models.TextField(blank=True, max_length=1500, verbose_name='insurance')),
                ('visa', models.TextField(blank=True, max_length=1500, verbose_name='visa')),
                ('cancellation', models.TextField(blank=True, max_length=1500, verbose_name='if somebody cancels')),
                ('postponement', models.TextField(blank=True, max_length=1500, verbose_name='if the dates move')),
            ],
        ),
        migrations.AddField(
            model_name='format',
            name='directions',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('paid', 'Paid'), ('expenses', 'Expenses only'), ('simulation', 'Unpaid simulation'), ('student_pays', 'Student pays a programme fee')], max_length=12), default=listings.models.formats.only_paid, help_text='Which ways money may go.'),
        ),
        migrations.AddField(
            model_name='format',
            name='uses',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('itinerary', 'Day by day'), ('training', 'Training and how much of it'), ('group', 'Group'), ('stay', 'Housing and meals'), ('included', 'What is included'), ('extras', 'Extras, apart from the work'), ('safety', 'Safety and health'), ('papers', 'Insurance and visa'), ('changes', 'If plans change')], max_length=9), blank=True, default=list, help_text='Sections its listings have besides those that all have.'),
        ),
        migrations.AddField(
            model_name='listing',
            name='acceptance',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list),
        ),
        migrations.AddField(
            model_name='listing',
            name='languages',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=listings.models.listing.english, help_text='The work needs them: ISO 639-1.'),
        ),
        migrations.AddField(
            model_name='listing',
            name='programme_fee_minor',
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name='programme fee'),
        ),
        migrations.AddField(
            model_name='listing',
            name='requirements',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list),
        ),
        migrations.AddField(
            model_name='listing',
            name='written_in',
            field=models.CharField(default='en', help_text='ISO 639-1.', max_length=2, verbose_name='language of this listing'),
        ),
        migrations.AlterField(
            model_name='listing',
            name='field',
            field=models.CharField(choices=[('data', 'Data and AI'), ('coding', 'Software and web'), ('design', 'Design'), ('engineering', 'Engineering'), ('marketing', 'Marketing'), ('sales', 'Sales and customers'), ('writing', 'Writing and editing'), ('languages', 'Languages and translation'), ('media', 'Film, photo and audio'), ('research', 'Research'), ('finance', 'Finance and accounting'), ('operations', 'Operations'), ('people', 'People and hiring'), ('law', 'Law and policy'), ('education', 'Education'), ('health', 'Health and care'), ('environment', 'Environment and nature'), ('community', 'Community and events')], max_length=11, verbose_name='field'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'changes']), models.Q(('direction__in', ['paid', 'expenses']), ('programme_fee_minor', None)), models.Q(('direction', 'simulation'), ('pay_minor', 0), ('programme_fee_minor', None)), models.Q(('direction', 'student_pays'), ('pay_minor', 0), ('programme_fee_minor__gt', 0), ('programme_fee_minor__isnull', False)), _connector='OR'), name='listing_money_goes_one_way'),
        ),
        migrations.AddField(
            model_name='listingplace',
            name='listing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='listings.listing'),
        ),
        migrations.AddField(
            model_name='programme',
            name='listing',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='programme', to='listings.listing'),
        ),
        migrations.AddField(
            model_name='itineraryday',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='listings.programme'),
        ),
        migrations.AddIndex(
            model_name='listingplace',
            index=models.Index(fields=['country', 'listing'], name='place_of_listing'),
        ),
        migrations.AddConstraint(
            model_name='listingplace',
            constraint=models.CheckConstraint(condition=models.Q(('country__regex', '^[A-Z]{2}$')), name='place_country'),
        ),
        migrations.AddConstraint(
            model_name='listingplace',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='place_coordinates'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('group_min', None), ('group_max', None), ('group_max__gte', models.F('group_min')), _connector='OR'), name='programme_group'),
        ),
        migrations.AddConstraint(
            model_name='itineraryday',
            constraint=models.CheckConstraint(condition=models.Q(('from_day__gte', 1), ('to_day__gte', models.F('from_day'))), name='itinerary_days_in_order'),
        ),
    ]
