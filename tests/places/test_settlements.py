"""The directory of settlements: what is in it, how a place is found by what people type."""

from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection

from places.domain.districts import on_map
from places.domain.settlements import add, find, name_key, suggest
from places.enums import SettlementKind
from places.map import DISTRICT_SHAPES
from places.models import FederalDistrict, Region, Settlement
from tenants.errors import DomainError

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _search_path_is_set(db):
    """The first query of a connection brings a SET search_path, which is not ours to count."""
    Region.objects.exists()


def names(settlements):
    return [s.name for s in settlements]


class TestDirectory:
    def test_all_regions_of_the_federation_stand_in_eight_districts(self):
        assert Region.objects.count() == 89
        regions_by_district = {d.code: d.regions.count() for d in FederalDistrict.objects.all()}
        assert regions_by_district == {
            "central": 18,
            "north-west": 11,
            "south": 12,
            "north-caucasus": 7,
            "volga": 14,
            "ural": 6,
            "siberia": 10,
            "far-east": 11,
        }

    def test_every_region_has_a_settlement(self):
        assert list(Region.objects.filter(settlements=None)) == []

    def test_every_region_has_a_time_zone_that_exists(self):
        zones = set(Region.objects.values_list("time_zone", flat=True))

        assert {ZoneInfo(zone).key for zone in zones} == zones

    def test_federal_cities_are_regions_and_settlements(self):
        federal = ["Москва", "Санкт-Петербург", "Севастополь"]

        assert [find(name=name).region.name for name in federal] == federal

    def test_the_search_key_of_loaded_rows_is_the_one_that_search_uses(self):
        assert [s for s in Settlement.objects.all() if s.name_key != name_key(s.name)] == []

    def test_no_town_stands_twice_in_a_region(self):
        pairs = list(Settlement.objects.values_list("region_id", "name_key"))

        assert len(pairs) == len(set(pairs))


class TestFind:
    @pytest.mark.parametrize(
        "typed",
        ["Пермь", " пермь ", "г. Пермь", "г.Пермь", "г Пермь", "Г. ПЕРМЬ", "город Пермь", "гор. Пермь"],
    )
    def test_case_and_prefix_do_not_matter(self, typed):
        assert find(name=typed).name == "Пермь"

    @pytest.mark.parametrize("typed", ["Орёл", "орел", "г. ОРЁЛ"])
    def test_yo_is_ye(self, typed):
        assert find(name=typed).name == "Орёл"

    @pytest.mark.parametrize("typed", ["пос. Полазна", "посёлок Полазна", "пгт Полазна", "п. Полазна", "рп. Полазна"])
    def test_prefixes_of_a_settlement_that_is_no_city(self, typed):
        assert find(name=typed).name == "Полазна"

    @pytest.mark.parametrize("typed", ["Городец", "Городище", "Пошехонье", "Советская Гавань", "Сочи", "Пласт"])
    def test_a_name_that_begins_like_a_prefix_is_left_whole(self, typed):
        Settlement.objects.get_or_create(name="Пошехонье", kind="city", region=Region.objects.get(code="76"))

        assert find(name=typed).name == typed

    @pytest.mark.parametrize("dash", ["-", "–", " — ", "‑"])
    def test_any_dash_will_do(self, dash):
        assert find(name=f"Ростов{dash}на{dash}Дону").name == "Ростов-на-Дону"

    def test_the_region_and_its_district_come_along(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            town = find(name="Верхнекамск", region="Пермский край")
            assert town.region.district.code == "volga"

    @pytest.mark.parametrize(
        ("name", "region", "code"),
        [
            ("Пермь", "Пермский край", "59"),
            ("Пермь", "пермский", "59"),
            ("Мирный", "Якутия", "14"),
            ("Мирный", "Республика Саха (Якутия)", "14"),
            ("Мирный", "архангельская обл.", "29"),
            ("Железногорск", "Курская область", "46"),
            ("Радужный", "ХМАО", "86"),
            ("Радужный", "Ханты-Мансийский АО - Югра", "86"),
            ("Белогорск", "респ. Крым", "91"),
            ("Киров", "Калужская", "40"),
            ("Ижевск", "Удмуртия", "18"),
            ("Владикавказ", "Северная Осетия-Алания", "15"),
            ("Кемерово", "Кузбасс", "42"),
            ("Нарьян-Мар", "Ненецкий автономный округ", "83"),
            ("Москва", "г. Москва", "77"),
        ],
    )
    def test_the_region_is_told_in_many_ways(self, name, region, code):
        assert find(name=name, region=region).region.code == code

    def test_an_ambiguous_name_lists_the_regions_to_choose_from(self):
        with pytest.raises(DomainError) as error:
            find(name="Железногорск")

        assert str(error.value) == (
            "Таких населённых пунктов несколько: город Железногорск (Красноярский край); "
            "город Железногорск (Курская область). Укажите регион."
        )

    @pytest.mark.parametrize("typed", ["Нигдеград", "г.  Нигдеград", "Перм%"])
    def test_an_unknown_name_says_what_to_do(self, typed):
        with pytest.raises(DomainError, match=r"^Такого населённого пункта нет в справочнике: .*напишите нам"):
            find(name=typed)

    @pytest.mark.parametrize("typed", ["", "  "])
    def test_an_empty_name_is_no_settlement(self, typed):
        with pytest.raises(DomainError, match="Укажите населённый пункт"):
            find(name=typed)

    def test_a_wrong_region_tells_where_the_name_is_known(self):
        with pytest.raises(DomainError, match=r"Есть город Пермь \(Пермский край\)"):
            find(name="Пермь", region="Свердловская область")

    def test_the_prefix_tells_a_city_from_a_village_of_one_name(self):
        region = Region.objects.get(code="59")
        add(name="Оса", kind=SettlementKind.VILLAGE, region=region)

        assert find(name="с. Оса").kind == SettlementKind.VILLAGE
        assert find(name="г. Оса").kind == SettlementKind.CITY
        with pytest.raises(DomainError, match="Укажите вид"):
            find(name="Оса")

    def test_a_settlement_out_of_use_is_not_found(self):
        assert find(name="Пермь").is_active
        Settlement.objects.filter(name="Пермь").update(is_active=False)

        with pytest.raises(DomainError):
            find(name="Пермь")


class TestSuggest:
    def test_by_the_first_letters_in_order_of_name(self):
        assert names(suggest("Верхн")) == [
            "Верхнекамск",
            "Верхний Уфалей",
            "Верхняя Пышма",
            "Верхняя Салда",
        ]

    def test_prefix_case_and_yo_do_not_matter(self):
        assert names(suggest("г. ЩЕЛ")) == ["Щёлково"]

    def test_one_query_brings_region_and_district(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            found = [(s.region.code, s.region.district.code) for s in suggest("перм")]

        assert found == [("59", "volga")]

    def test_no_more_than_asked_for(self):
        assert len(suggest("к")) == 8
        assert len(suggest("к", limit=3)) == 3

    def test_may_stay_in_one_district(self):
        assert {s.region.code for s in suggest("Мирный")} == {"14", "29"}
        assert [s.region.code for s in suggest("Мирный", district="far-east")] == ["14"]

    @pytest.mark.parametrize("text", ["", "  ", "%", "_"])
    def test_nothing_for_nothing_and_no_wildcards(self, text):
        assert suggest(text) == []

    def test_out_of_use_is_not_suggested(self):
        assert names(suggest("Верхнек")) == ["Верхнекамск"]
        Settlement.objects.filter(name="Верхнекамск").update(is_active=False)

        assert suggest("Верхнек") == []

    def test_the_prefix_search_can_use_the_index(self):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Settlement.objects.filter(name_key__startswith="перм").order_by().explain()

        assert "Index Cond: (((name_key)::text ~>=~" in plan


class TestAdd:
    def test_what_was_added_is_found(self):
        region = Region.objects.get(code="59")

        added = add(name="  Новые   Ляды ", kind=SettlementKind.TOWN, region=region)

        assert (added.name, added.name_key) == ("Новые Ляды", "новые ляды")
        assert find(name="п. новые ляды") == added

    def test_the_same_name_again_is_refused_even_without_yo(self):
        with pytest.raises(DomainError, match=r"уже есть в справочнике: город Орёл \(Орловская область\)"):
            add(name="Орел", kind=SettlementKind.CITY, region=Region.objects.get(code="57"))

    def test_one_out_of_use_comes_back(self):
        town = find(name="Пермь")
        Settlement.objects.filter(pk=town.pk).update(is_active=False)

        assert add(name="пермь", kind=SettlementKind.CITY, region=town.region) == town
        assert find(name="Пермь").name == "Пермь"

    @pytest.mark.parametrize(("name", "kind"), [("", "city"), ("  ", "city"), ("Ляды", "hamlet")])
    def test_senseless_input_is_refused(self, name, kind):
        with pytest.raises(DomainError):
            add(name=name, kind=kind, region=Region.objects.get(code="59"))

    def test_the_database_itself_keeps_names_unique(self):
        town = find(name="Орёл")

        with pytest.raises(IntegrityError):
            Settlement.objects.create(name="Орел", kind=town.kind, region=town.region)


class TestMap:
    def test_every_district_has_its_shape(self):
        assert {shape.code for shape in DISTRICT_SHAPES} == set(FederalDistrict.objects.values_list("code", flat=True))
        assert len(DISTRICT_SHAPES) == 8

    def test_labels_stand_inside_the_view_box(self):
        assert [s.code for s in DISTRICT_SHAPES if not (0 < s.label_x < 1000 and 0 < s.label_y < 520)] == []

    def test_the_chosen_district_is_marked(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            districts = on_map(chosen="volga")

        assert [d.name for d in districts if d.chosen] == ["Приволжский"]
        assert [d.code for d in districts] == [s.code for s in DISTRICT_SHAPES]
