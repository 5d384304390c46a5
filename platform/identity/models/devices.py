from django.conf import settings
from django.db import models


class SeenDevice(models.Model):
    """From which device and network a person has signed in: a sign-in from elsewhere is told by a letter."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seen_devices", verbose_name="кто"
    )
    device = models.CharField("устройство", max_length=120)
    network = models.CharField("сеть", max_length=45)
    seen_at = models.DateTimeField("когда", db_index=True)

    class Meta:
        verbose_name = "знакомое устройство"
        verbose_name_plural = "знакомые устройства"
        constraints = [models.UniqueConstraint(fields=["user", "device", "network"], name="one_row_per_seen_device")]
