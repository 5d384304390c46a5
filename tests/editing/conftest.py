from tests.billing.conftest import committed

__all__ = ["committed"]
