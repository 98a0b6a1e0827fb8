from django.db import migrations, models

# Whatever was approved stays as it is, but for being withdrawn.
KEPT = [
    """
CREATE FUNCTION notices_approved_words_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.kind, NEW.language, NEW.number, NEW.parts, NEW.written_by, NEW.written_at, NEW.approved_by,
            NEW.approved_at, NEW.effective_from)
            IS NOT DISTINCT FROM
            (OLD.kind, OLD.language, OLD.number, OLD.parts, OLD.written_by, OLD.written_at, OLD.approved_by,
            OLD.approved_at, OLD.effective_from)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'approved words do not change' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'template_approved_is_kept', TABLE = TG_TABLE_NAME;
END $$
    """,
    """
    CREATE TRIGGER template_approved_is_kept BEFORE UPDATE OR DELETE ON notices_templateversion
        FOR EACH ROW EXECUTE FUNCTION notices_approved_words_are_kept()
    """,
]
NOT_KEPT = [
    "DROP TRIGGER template_approved_is_kept ON notices_templateversion",
    "DROP FUNCTION notices_approved_words_are_kept()",
]


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_letterheads'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_by', ''), _negated=True)), _connector='OR'), name='template_withdrawn_by_somebody'),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
