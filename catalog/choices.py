"""The enumerations of the contract. Values are the wire values; the words are those of OCPI 2.2.1/2.3.0."""

from django.db import models


class PowerType(models.TextChoices):
    """OCPI PowerType, without the two-phase values that the contract leaves out."""

    AC_1_PHASE = "AC_1_PHASE", "AC, 1 phase"
    AC_3_PHASE = "AC_3_PHASE", "AC, 3 phases"
    DC = "DC", "DC"


class ConnectionType(models.TextChoices):
    """OCPI ConnectorType (`standard` of a connector): the eight values of the contract."""

    CHADEMO = "CHADEMO", "CHAdeMO"
    IEC_62196_T1 = "IEC_62196_T1", "Type 1 (J1772)"
    IEC_62196_T1_COMBO = "IEC_62196_T1_COMBO", "CCS1"
    IEC_62196_T2 = "IEC_62196_T2", "Type 2"
    IEC_62196_T2_COMBO = "IEC_62196_T2_COMBO", "CCS2"
    TESLA_R = "TESLA_R", "Tesla Roadster"
    TESLA_S = "TESLA_S", "Tesla Model S/X"
    SAE_J3400 = "SAE_J3400", "NACS (J3400)"


class ConnectorFormat(models.TextChoices):
    """OCPI ConnectorFormat."""

    CABLE = "CABLE", "Cable"
    SOCKET = "SOCKET", "Socket"


class EvidenceSubject(models.TextChoices):
    """The facts of a station model that have evidence of their own."""

    DESIGNATION = "designation", "Designation"
    RATINGS = "ratings", "Ratings"
    OCPP_URL = "ocppUrl", "OCPP URL setting"
    IMAGE = "image", "Image"


class EvidenceLevel(models.TextChoices):
    """How the catalogue knows a fact, best first."""

    CITED = "cited", "Cited: the source gives it"
    DERIVED = "derived", "Derived: computed from what the source gives"
    KNOWN = "known", "Known: general knowledge, no document was opened"
    ASSUMED = "assumed", "Assumed: a default that nobody has checked"
