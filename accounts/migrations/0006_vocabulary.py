"""Fields, synonyms and proposals of skills, and one table that holds each of their names once."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

FORWARDS = r"""
-- "Node.js", "node js" and "NodeJS" are one name; C, C++ and C# are three.
CREATE FUNCTION skill_key(name text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT regexp_replace(lower(unaccent(name)), '[\s./''’_()&,-]+', '', 'g')
$$;

CREATE FUNCTION skill_name_of_skill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        UPDATE accounts_skillname SET key = skill_key(NEW.name), name = NEW.name
         WHERE key = skill_key(OLD.name) AND skill_id = NEW.id;
    ELSE
        INSERT INTO accounts_skillname (key, name, skill_id)
        VALUES (skill_key(NEW.name), NEW.name, NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER skill_name AFTER INSERT OR UPDATE OF name ON accounts_skill
    FOR EACH ROW EXECUTE FUNCTION skill_name_of_skill();

CREATE FUNCTION skill_name_of_synonym() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM accounts_skillname
         WHERE key = skill_key(OLD.name) AND skill_id = OLD.skill_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO accounts_skillname (key, name, skill_id)
        VALUES (skill_key(NEW.name), NEW.name, NEW.skill_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER skill_name AFTER INSERT OR DELETE OR UPDATE OF name, skill_id
    ON accounts_skillsynonym FOR EACH ROW EXECUTE FUNCTION skill_name_of_synonym();

-- Where two skills of before are one name, the older has it; staff merge the other into it.
INSERT INTO accounts_skillname (key, name, skill_id)
SELECT skill_key(name), name, id FROM accounts_skill ORDER BY id
    ON CONFLICT DO NOTHING;
"""

BACKWARDS = """
DROP TRIGGER skill_name ON accounts_skillsynonym;
DROP TRIGGER skill_name ON accounts_skill;
DROP FUNCTION skill_name_of_synonym();
DROP FUNCTION skill_name_of_skill();
DROP FUNCTION skill_key(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_counted'),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.AddField(
            model_name='skill',
            name='field',
            field=models.CharField(blank=True, choices=[('coding', 'Software'), ('cloud', 'Cloud and security'), ('data', 'Data'), ('design', 'Design'), ('media', 'Film, sound and photography'), ('marketing', 'Marketing'), ('sales', 'Sales and customers'), ('writing', 'Writing'), ('research', 'Research'), ('finance', 'Finance'), ('operations', 'Operations'), ('people', 'People and recruiting'), ('law', 'Law and policy'), ('health', 'Health'), ('science', 'Laboratory and science'), ('environment', 'Environment'), ('engineering', 'Engineering and building'), ('education', 'Education'), ('community', 'Community and culture'), ('trades', 'Crafts, hospitality and sport'), ('working', 'Ways of working'), ('languages', 'Languages')], max_length=11),
        ),
        migrations.AddField(
            model_name='skill',
            name='proposed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='skill',
            name='proposed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='skill',
            name='status',
            field=models.CharField(choices=[('proposed', 'Proposed'), ('accepted', 'Accepted')], default='accepted', max_length=8),
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
                ('name', models.CharField(max_length=60)),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='synonyms', to='accounts.skill')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
