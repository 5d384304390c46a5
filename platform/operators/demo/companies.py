"""Who the demo's companies are. Invented; the control digits are right."""

from dataclasses import dataclass

from tenants.enums import Kind


@dataclass(frozen=True)
class DemoCompany:
    """A company and how large it is; `fullness` is the share of flats that have an account."""

    slug: str
    short_name: str
    full_name: str
    kind: Kind
    inn: str
    kpp: str
    phone: str
    houses: tuple[tuple[str, int], ...]  # address as a dispatcher says it, flats
    fullness: float = 1.0
    city: str = "Верхнекамск"
    region: str = "Пермский край"
    district: str = "volga"
    time_zone: str = "Asia/Yekaterinburg"

    @property
    def email(self) -> str:
        return f"office@{self.slug}.example"


COMPANIES = (
    DemoCompany(
        slug="uyut",
        short_name="УК «Уют»",
        full_name="ООО «Управляющая компания «Уют»",
        kind=Kind.COMPANY,
        inn="5904007778",
        kpp="590401001",
        phone="+7 342 200-10-01",
        houses=(
            ("ул. Ленина, д. 86", 216), ("ул. Ленина, д. 29", 108), ("ул. Гагарина, д. 35А", 144),
            ("ул. Гагарина, д. 73", 108), ("ул. Гагарина, д. 74", 108), ("ул. Садовая, д. 48", 108),
            ("ул. Садовая, д. 81 корп. 1", 108), ("ул. 8 Марта, д. 75", 107), ("ул. 8 Марта, д. 44 корп. 1", 71),
            ("пр-кт Мира, д. 14/2", 108), ("пр-кт Мира, д. 38А", 59), ("пр-кт Мира, д. 90", 36),
            ("б-р Энтузиастов, д. 47", 60), ("пер. Школьный, д. 68А", 72), ("ул. Космонавтов, д. 100", 79),
        ),
    ),
    DemoCompany(
        slug="sever",
        short_name="УК «Северный дом»",
        full_name="ООО «Северный дом»",
        kind=Kind.COMPANY,
        inn="7415003210",
        kpp="741501001",
        phone="+7 342 200-20-02",
        houses=(
            ("ул. Полярная, д. 3", 80), ("ул. Полярная, д. 5", 80), ("ул. Полярная, д. 7", 119),
            ("ул. Лесная, д. 12", 48), ("ул. Лесная, д. 14", 48), ("ул. Лесная, д. 16", 64),
            ("ул. Мостовая, д. 2/1", 90), ("ул. Мостовая, д. 4", 90), ("ул. Набережная, д. 19", 36),
        ),
        fullness=0.97,
    ),
    DemoCompany(
        slug="rassvet",
        short_name="ТСЖ «Рассвет»",
        full_name="Товарищество собственников жилья «Рассвет»",
        kind=Kind.ASSOCIATION,
        inn="7709001230",
        kpp="770901001",
        phone="+7 342 200-30-03",
        houses=(("ул. Рассветная, д. 1", 96),),
    ),
)  # fmt: skip
