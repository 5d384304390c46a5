from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """A way to look at the desk with a name: «Лифты, просроченные». Without `user` it is everybody's."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField("название", max_length=60)
    query = models.CharField("что показать", max_length=500)

    class Meta:
        verbose_name = "вид списка"
        verbose_name_plural = "виды списка"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], nulls_distinct=False, name="one_view_of_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
