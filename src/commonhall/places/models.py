"""Territorial units and their boundaries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Derived, Governed, Named

# Kinds that have a name in every language of the house.
KINDS = {
    "municipality": _("municipality"),
    "town": _("town"),
    "city": _("city"),
    "district": _("district"),
    "county": _("county"),
    "province": _("province"),
    "township": _("township"),
    "village": _("village"),
    "neighbourhood": _("neighbourhood"),
}


class Unit(Named, Governed):
    """A part of the territory: city, district, neighbourhood.

    path: "/1/4/17/", the ids from the root to this unit; `path LIKE parent.path%` is "lies within".
    code: the official code, unique in the installation.
    """

    UNVERSIONED = ("path",)

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=40)
    code = models.CharField(_("code"), max_length=40, unique=True)
    path = models.CharField(max_length=200, db_index=True, default="")
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("territorial unit")

    @property
    def kind_name(self) -> str:
        """Its kind in the reader's language; one that is not known here by its own word."""
        return str(KINDS.get(self.kind, self.kind))

    @property
    def level(self) -> int:
        return self.path.count("/") - 2


class Boundary(Governed):
    """A unit's boundary as GeoJSON geometry (WGS 84), with a simplified copy for small maps.

    west … north: bounding box in degrees, so that most points need no geometry at all.
    """

    UNVERSIONED = ("simplified", "west", "south", "east", "north")

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="boundary")
    geometry = models.TextField()
    simplified = models.TextField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    def __str__(self) -> str:
        return str(self.unit_id)


class Ground(Governed):
    """What the hall's maps stand on: streets, water, green, rail, buildings, names of places.

    layers: GeoJSON as `ground_files.py` stores it; sha256: of that text; thanks: whose map it is, shown
    beside it. The newest row holds.
    """

    UNVERSIONED = ("layers",)

    sha256 = models.CharField(max_length=64)
    features = models.PositiveIntegerField()
    thanks = models.CharField(max_length=200, blank=True)
    layers = models.TextField()

    class Meta:
        verbose_name = _("base map")

    def __str__(self) -> str:
        return self.sha256[:12]


class NamedSpot(Derived):
    """A street, park, bridge or square of the ground that now holds, to be found by its name.

    latitude, longitude: a point on it; sought: its name as it is looked for (`ui/fold.py`).
    """

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    sought = models.CharField(max_length=160, db_index=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = _("street or place")

    def __str__(self) -> str:
        return self.name
