"""The app with codes, as a person has it in the hand."""

import time
from base64 import b32decode

from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from identity.domain import second_factor
from identity.models import User

WRONG = "000000"
TIME_TO_TYPE = 5  # seconds


def app_code(user: User, *, confirmed: bool = True) -> str:
    """What the app shows now; each time as if half a minute had passed, as a code is taken once."""
    device = TOTPDevice.objects.get(user=user, confirmed=confirmed)
    device.last_t = -1
    device.throttle_reset(commit=False)
    device.save()
    app = TOTP(device.bin_key)
    app.time = time.time()
    return f"{app.token():06d}"


def switch_on(user: User) -> list[str]:
    """Set the second factor up; the recovery codes."""
    second_factor.begin(user)
    return second_factor.confirm(user, code=app_code(user, confirmed=False))


def code_of_key(key: str, *, later: int = 0) -> str:
    """What the app shows after the key was typed in by hand: now, or so many half minutes later.

    Near the end of a half minute it waits for the next one, as people do: there is time to type the code.
    """
    plain = key.replace(" ", "")
    app = TOTP(b32decode(plain + "=" * (-len(plain) % 8)))
    if (left := app.step - time.time() % app.step) < TIME_TO_TYPE:
        time.sleep(left)
    app.time = time.time() + later * app.step
    return f"{app.token():06d}"
