"""What 0006 moved into rows of their own leaves the listing."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("listings", "0006_places")]

    operations = [
        migrations.RemoveField(model_name="listing", name=name)
        for name in ("country", "city", "included", "extras")
    ]
