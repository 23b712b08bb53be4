import django.db.models.deletion
import django.db.models.functions.text
import marketplace.uploads
import uuid
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_cache_table"),
        ("accounts", "0003_payout_routes"),
        ("accounts", "0004_skills"),
        ("accounts", "0005_counted"),
        ("accounts", "0006_vocabulary"),
        ("accounts", "0007_skills_by_field"),
        ("accounts", "0008_blackouts"),
        ("accounts", "0009_unread_threads"),
        ("accounts", "0010_last_visit"),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name='Counted',
            fields=[
                ('key', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('n', models.PositiveIntegerField()),
                ('until', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField(max_length=140, unique=True)),
                ('type', models.CharField(choices=[('company', 'Company'), ('startup', 'Start-up'), ('nonprofit', 'Non-profit'), ('social', 'Social enterprise'), ('public', 'Public body')], max_length=9, verbose_name='kind of organisation')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('about', models.TextField(blank=True, max_length=1000, verbose_name='what you do')),
                ('country', models.CharField(help_text='ISO 3166, upper case.', max_length=2, verbose_name='country')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                ('time_zone', models.CharField(default='UTC', max_length=40, verbose_name='time zone')),
                ('status', models.CharField(choices=[('unverified', 'Not verified yet'), ('verified', 'Verified'), ('refused', 'Refused')], default='unverified', max_length=10)),
                ('proof', models.CharField(blank=True, choices=[('', 'None'), ('domain', 'E-mail domain'), ('staff', 'Staff decision')], default='', max_length=6)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='PayoutRoute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(help_text='ISO 3166, upper case.', max_length=2, unique=True)),
                ('rail', models.CharField(choices=[('connect', 'To their Stripe account, by itself'), ('manual', 'Bank transfer by our staff')], max_length=7)),
                ('since', models.DateField()),
                ('source', models.URLField(help_text='Where the rule was read.')),
            ],
            options={
                'ordering': ['country'],
            },
        ),
        migrations.CreateModel(
            name='University',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, unique=True)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('country', models.CharField(help_text='ISO 3166, upper case: country of study.', max_length=2)),
                ('time_zone', models.CharField(default='UTC', max_length=40)),
                ('contact_email', models.EmailField(help_text='Where students and employers can ask.', max_length=254)),
                ('posting_policy', models.TextField(blank=True, help_text='What employers should know before they post here.')),
            ],
            options={
                'verbose_name_plural': 'universities',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='UniversityDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='accounts.university')),
                ('domain', models.CharField(help_text='Lower case, without @.', max_length=100, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='UniversityRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('domain', models.CharField(max_length=100)),
                ('university_name', models.CharField(max_length=150)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_university_request_per_email')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='email address')),
                ('name', models.CharField(max_length=120, verbose_name='your name')),
                ('kind', models.CharField(choices=[('student', 'Student'), ('employer', 'Employer'), ('staff', 'University staff'), ('platform', 'Platform staff')], max_length=8)),
                ('time_zone', models.CharField(default='UTC', max_length=40, verbose_name='time zone')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False, help_text='May enter the Django admin.')),
                ('unread_threads', models.PositiveIntegerField(default=0, help_text='How many of their threads of messages hold something unread.')),
                ('date_joined', models.DateTimeField(auto_now_add=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_user_per_email')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.organisation')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='membership', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('member', 'Member')], default='owner', max_length=6)),
            ],
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('slug', models.SlugField(max_length=70, unique=True)),
                ('field', models.CharField(blank=True, choices=[('coding', 'Software'), ('cloud', 'Cloud and security'), ('data', 'Data'), ('design', 'Design'), ('media', 'Film, sound and photography'), ('marketing', 'Marketing'), ('sales', 'Sales and customers'), ('writing', 'Writing'), ('research', 'Research'), ('finance', 'Finance'), ('operations', 'Operations'), ('people', 'People and recruiting'), ('law', 'Law and policy'), ('health', 'Health'), ('science', 'Laboratory and science'), ('environment', 'Environment'), ('engineering', 'Engineering and building'), ('education', 'Education'), ('community', 'Community and culture'), ('trades', 'Crafts, hospitality and sport'), ('working', 'Ways of working'), ('languages', 'Languages')], max_length=11)),
                ('status', models.CharField(choices=[('proposed', 'Proposed'), ('accepted', 'Accepted')], default='accepted', max_length=8)),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='skill_named_once')],
            },
        ),
        migrations.CreateModel(
            name='SkillName',
            fields=[
                ('key', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='accounts.skill')),
            ],
        ),
        migrations.CreateModel(
            name='SkillSynonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='synonyms', to='accounts.skill')),
                ('name', models.CharField(max_length=60)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Student',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='student', to=settings.AUTH_USER_MODEL)),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='students', to='accounts.university')),
                ('course', models.CharField(blank=True, max_length=120, verbose_name='what you study')),
                ('graduates_in', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year you graduate')),
                ('about', models.CharField(blank=True, max_length=400, verbose_name='about you')),
                ('hours_per_week', models.PositiveSmallIntegerField(default=10, verbose_name='hours free in a week')),
                ('available_from', models.DateField(blank=True, null=True, verbose_name='free from')),
                ('payout_country', models.CharField(blank=True, help_text='ISO 3166.', max_length=2, verbose_name='country of your bank account')),
                ('link', models.URLField(blank=True, verbose_name='something you made')),
                ('seen_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('last_visit', models.DateTimeField(blank=True, editable=False, null=True)),
                ('skills', models.ManyToManyField(blank=True, related_name='+', to='accounts.skill')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('hours_per_week__range', (1, 60))), name='student_hours_in_a_week')],
            },
        ),
        migrations.CreateModel(
            name='Blackout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blackouts', to='accounts.student')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='why')),
            ],
            options={
                'ordering': ['first_day', 'last_day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='blackout_days')],
            },
        ),
        migrations.CreateModel(
            name='Resume',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('file', models.FileField(upload_to=marketplace.uploads.random_name)),
                ('name', models.CharField(max_length=150)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resumes', to='accounts.student')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='UniversityStaff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='staff_of', to=settings.AUTH_USER_MODEL)),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff', to='accounts.university')),
            ],
        ),
    ]
