from django.db import migrations

NUMBER_BY_NAME = """
CREATE FUNCTION content_type_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.id := ('x' || substr(md5(NEW.app_label || '.' || NEW.model), 1, 7))::bit(28)::int;
    RETURN NEW;
END $$;
CREATE TRIGGER content_type_number BEFORE INSERT ON django_content_type
    FOR EACH ROW EXECUTE FUNCTION content_type_number();
"""
BACK = """
DROP TRIGGER content_type_number ON django_content_type;
DROP FUNCTION content_type_number();
"""


class Migration(migrations.Migration):
    dependencies = [("contenttypes", "0002_remove_content_type_name")]
    # Before any migration that makes content types of its own.
    run_before = [("wagtailcore", "0001_initial"), ("auth", "0001_initial")]

    operations = [migrations.RunSQL(NUMBER_BY_NAME, BACK)]
