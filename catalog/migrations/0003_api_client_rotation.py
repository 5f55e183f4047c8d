import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def since_it_was_created(apps, schema_editor):
    apps.get_model("catalog", "ApiClient").objects.update(secret_issued_at=models.F("created"))


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_identities_and_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="apiclient",
            name="former_secret",
            field=models.CharField(
                blank=True, editable=False, help_text="Hash of the secret before the last rotation.", max_length=255
            ),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="former_secret_ends_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="former secret works until"),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="last_token_at",
            field=models.DateTimeField(
                editable=False,
                help_text="Noted once an hour: the last token can be up to an hour younger. Each works for an hour.",
                null=True,
                verbose_name="last token",
            ),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="secret_issued_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="secret since"),
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("former_secret", ""), ("former_secret_ends_at__isnull", True)),
                    models.Q(models.Q(("former_secret", ""), _negated=True), ("former_secret_ends_at__isnull", False)),
                    _connector="OR",
                ),
                name="client_former_secret_has_an_end",
            ),
        ),
        # Until today no secret was ever replaced.
        migrations.RunPython(since_it_was_created, migrations.RunPython.noop),
    ]
