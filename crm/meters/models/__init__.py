from crm.meters.models.links import ReadingLink
from crm.meters.models.meters import Meter
from crm.meters.models.readings import MeterEvent, Reading
from crm.meters.models.settings import ExportProfile, HouseWindow, MeterSettings

__all__ = ["ExportProfile", "HouseWindow", "Meter", "MeterEvent", "MeterSettings", "Reading", "ReadingLink"]
