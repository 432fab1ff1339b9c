"""Units of every tier through time. A unit's key is (code, from_day): codes were re-used in 2025."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from danbiet.places.rules.kinds import AgencyKind, GroupKind, Kind, Tier
from danbiet.places.rules.rebasing import Basis

TIER_LABELS = {
    Tier.PROVINCE.value: _("cấp tỉnh"),
    Tier.DISTRICT.value: _("cấp huyện"),
    Tier.WARD.value: _("cấp xã"),
}
KIND_LABELS = {
    Kind.PROVINCE.value: _("Tỉnh"),
    Kind.CITY.value: _("Thành phố trực thuộc trung ương"),
    Kind.URBAN_DISTRICT.value: _("Quận"),
    Kind.RURAL_DISTRICT.value: _("Huyện"),
    Kind.TOWN.value: _("Thị xã"),
    Kind.PROVINCIAL_CITY.value: _("Thành phố thuộc tỉnh"),
    Kind.WARD.value: _("Phường"),
    Kind.COMMUNE.value: _("Xã"),
    Kind.TOWNSHIP.value: _("Thị trấn"),
    Kind.SPECIAL_ZONE.value: _("Đặc khu"),
}
BASIS_LABELS = {
    Basis.POPULATION.value: _("theo dân số"),
    Basis.HOUSEHOLDS.value: _("theo số hộ"),
    Basis.AREA.value: _("theo diện tích"),
    Basis.COUNT.value: _("toàn bộ đơn vị"),
    Basis.ASSUMED.value: _("giả định chia đều"),
}
AGENCY_LABELS = {
    AgencyKind.PEOPLES_COMMITTEE.value: _("Ủy ban nhân dân"),
    AgencyKind.PEOPLES_COUNCIL.value: _("Hội đồng nhân dân"),
    AgencyKind.OFFICE.value: _("Phòng, ban, đơn vị"),
    AgencyKind.PARTY_COMMITTEE.value: _("Cấp ủy"),
    AgencyKind.FATHERLAND_FRONT.value: _("Mặt trận Tổ quốc"),
    AgencyKind.MASS_ORGANISATION.value: _("Đoàn thể"),
    AgencyKind.PEOPLES_INSPECTION_BOARD.value: _("Ban thanh tra nhân dân"),
}
GROUP_LABELS = {GroupKind.URBAN.value: _("Tổ dân phố"), GroupKind.VILLAGE.value: _("Thôn")}


def ordered_days(name: str) -> models.CheckConstraint:
    """A period ends after it begins."""
    return models.CheckConstraint(condition=Q(until_day=None) | Q(until_day__gt=F("from_day")), name=name)


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: date) -> "UnitQuerySet":
        """Units that exist on the day."""
        return self.filter(Q(until_day=None) | Q(until_day__gt=day), from_day__lte=day)


class Unit(models.Model):
    """A province, district or ward of one period; `until_day` is exclusive."""

    code = models.CharField(max_length=8)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    tier = models.CharField(max_length=16)
    kind = models.CharField(max_length=24)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, db_index=True)
    sort_key = models.CharField(max_length=400)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)
    source = models.CharField(max_length=200, default="")
    known = models.CharField(max_length=16, default="decree")

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "from_day"], name="places_unit_one_per_code_and_day"),
            ordered_days("places_unit_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_vi

    @property
    def key(self) -> str:
        """The unit's key as written in the ledger and in exports."""
        return f"{self.code}@{self.from_day:%Y-%m-%d}"

    def has_ended(self, on: date) -> bool:
        """Whether the unit is no more on a day; what it left open waits with its successors."""
        return self.until_day is not None and self.until_day <= on


class FormerName(models.Model):
    """What a unit was called, and of what kind it was, before its present name."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="former_names")
    kind = models.CharField(max_length=24)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    from_day = models.DateField()
    until_day = models.DateField()
    known = models.CharField(max_length=16, default="decree")
    decree = models.CharField(max_length=120, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "from_day"], name="places_formername_one_per_day"),
            ordered_days("places_formername_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name_vi


class Closure(models.Model):
    """Who stands under whom, and when; every unit is its own descendant at depth 0."""

    ancestor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="below")
    descendant = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="above")
    depth = models.PositiveSmallIntegerField()
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "descendant", "from_day"], name="places_closure_one_per_day"),
            ordered_days("places_closure_ends_after_it_begins"),
        ]
        indexes = [
            models.Index(fields=["ancestor", "depth", "from_day"], name="places_closure_down"),
            models.Index(fields=["descendant", "depth", "from_day"], name="places_closure_up"),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class Successor(models.Model):
    """Which share of an old unit passed to a new one, on what basis, by which decree."""

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    share = models.DecimalField(max_digits=9, decimal_places=8)
    basis = models.CharField(max_length=16)
    decree = models.CharField(max_length=120)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="places_successor_one_link"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="places_successor_share_of_a_whole"),
            models.CheckConstraint(
                condition=Q(basis__in=["population", "households", "area", "count", "assumed"]),
                name="places_successor_known_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} -> {self.new_id}: {self.share}"


class Agency(models.Model):
    """A people's committee, office or organisation of a unit: the owner of plans and tasks."""

    place = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agencies")
    kind = models.CharField(max_length=32)
    name_vi = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name_vi"], name="places_agency_one_name_in_a_place"),
            ordered_days("places_agency_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_vi


class ResidentialGroup(models.Model):
    """Tổ dân phố or thôn."""

    place = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="groups")
    kind = models.CharField(max_length=16)
    name_vi = models.CharField(max_length=120)
    households = models.PositiveIntegerField(null=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name_vi"], name="places_group_one_name_in_a_place"),
            ordered_days("places_group_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name_vi


class Outline(models.Model):
    """The border of a unit as imported by the operator, simplified: rings of longitude and latitude."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="outline")
    rings = models.JSONField()
    source = models.CharField(max_length=200)
    imported_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.unit_id}"


class Circumstances(models.Model):
    """What the law and the figures ask about a unit, from a day on: the newest row not after a day holds on it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="circumstances")
    from_day = models.DateField()
    residents = models.PositiveIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    is_remote = models.BooleanField(default=False)
    has_loudspeaker = models.BooleanField(default=True)
    has_portal = models.BooleanField(default=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "from_day"], name="places_circumstances_one_per_day"),
            models.CheckConstraint(condition=~Q(source=""), name="places_circumstances_name_their_source"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.from_day}"


class DeclaredDay(models.Model):
    """A day off, or a worked weekend day, declared for a unit and all below it beside the national calendar.

    One that was declared by mistake is undone with a reason: it stays on the page and counts nowhere.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="declared_days")
    day = models.DateField()
    works = models.BooleanField()
    label = models.CharField(max_length=160)
    source = models.CharField(max_length=200)
    declared_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day"], condition=Q(undone_at=None), name="places_declaredday_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_reason="") | (Q(undone_at__isnull=False) & ~Q(undone_reason="")),
                name="places_declaredday_undone_says_why",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="places_declaredday_names_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"
