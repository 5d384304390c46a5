from identity.models.devices import SeenDevice
from identity.models.sessions import Session
from identity.models.users import SIGN_IN_FIELDS, User, UserManager, UserQuerySet

__all__ = ["SIGN_IN_FIELDS", "SeenDevice", "Session", "User", "UserManager", "UserQuerySet"]
