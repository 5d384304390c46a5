"""Free pages of blocks. The text that a page had becomes one block; revisions are read so by the field itself.

The old column stays, with a default of its own, until no code that runs asks for it (infra/migrations.md).
"""

import wagtail.fields
from django.db import migrations

CARRY = """
    UPDATE pages_freepage
    SET blocks = jsonb_build_array(
        jsonb_build_object('type', 'text', 'value', body, 'id', gen_random_uuid()::text)
    )
    WHERE body <> '' AND blocks = '[]'::jsonb
"""


class Migration(migrations.Migration):
    dependencies = [("pages", "0004_home_of_blocks")]

    operations = [
        migrations.AlterField(
            model_name="freepage",
            name="body",
            field=wagtail.fields.RichTextField(blank=True, db_default="", verbose_name="текст"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="freepage", name="body")]
        ),
        migrations.AddField(
            model_name="freepage",
            name="body",
            field=wagtail.fields.StreamField([('heading', 0), ('text', 1), ('picture', 5), ('gallery', 9), ('files', 14), ('table', 18), ('call', 22), ('note', 26)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Заголовок', 'max_length': 120, 'template': 'site/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {}), 2: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Снимок'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Для тех, кто не видит: «Новая детская площадка во дворе дома 86».', 'label': 'Что на снимке', 'max_length': 150}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Подпись', 'max_length': 200, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('photo', 2), ('alt', 3), ('caption', 4)]], {}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'Заголовок', 'max_length': 80, 'required': False}), 7: ('wagtail.blocks.StructBlock', [[('photo', 2), ('alt', 3)]], {}), 8: ('wagtail.blocks.ListBlock', (7,), {'label': 'Снимки', 'max_num': 24}), 9: ('wagtail.blocks.StructBlock', [[('title', 6), ('photos', 8)]], {}), 10: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Файл'}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'Пусто — название файла.', 'label': 'Название', 'max_length': 150, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('file', 10), ('title', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'Файлы', 'max_num': 30}), 14: ('wagtail.blocks.StructBlock', [[('title', 6), ('files', 13)]], {}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'Текст', 'max_length': 500, 'required': False}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'Число, справа', 'max_length': 40, 'required': False}), 17: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 15), ('number', 16)]], {'label': 'Таблица'}), 18: ('wagtail.blocks.StructBlock', [[('table', 17)]], {}), 19: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('emergency', 'Аварийная диспетчерская'), ('office', 'Офис'), ('other', 'Другой номер')], 'help_text': 'Номера диспетчерской и офиса возьмутся из «Моей компании» и останутся верными.', 'label': 'Кому звонить'}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'Другой номер', 'max_length': 40, 'required': False}), 21: ('wagtail.blocks.CharBlock', (), {'help_text': 'Пусто — кому звонить.', 'label': 'Подпись', 'max_length': 80, 'required': False}), 22: ('wagtail.blocks.StructBlock', [[('whom', 19), ('phone', 20), ('words', 21)]], {}), 23: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('quote', 'Цитата'), ('notice', 'К сведению'), ('warning', 'Важно')], 'label': 'Вид'}), 24: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link', 'video'], 'label': 'Текст'}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'Чьи слова', 'max_length': 120, 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('kind', 23), ('text', 24), ('author', 25)]], {})}, db_column='blocks', db_default=[], default=list, verbose_name='содержание'),
        ),
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
    ]
