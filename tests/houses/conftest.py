import io

import pytest
from PIL import Image


@pytest.fixture
def picture_bytes() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(file, "PNG")
    return file.getvalue()
