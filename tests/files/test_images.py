import contextlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from PIL import Image, ImageCms

from files.domain.images import clean_image, clean_upload
from tenants.errors import DomainError
from tests.files.pictures import LEFT, opened, picture, with_place

pytestmark = pytest.mark.unit


def clean(content: bytes, name: str = "photo.jpg", **options):
    file = clean_image(io.BytesIO(content), name=name, **options)
    return file.read(), file.name


def near(pixel, colour):
    return all(abs(a - b) < 30 for a, b in zip(pixel, colour, strict=False))


def test_place_telephone_and_comment_are_gone():
    dirty = with_place()
    assert opened(dirty).getexif().get_ifd(0x8825)

    content, _ = clean(dirty)

    assert dict(opened(content).getexif()) == {}
    assert not {"comment", "exif"} & opened(content).info.keys()
    assert b"home address" in dirty
    assert b"home address" not in content


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (40, 20), (2, 10)), (3, (40, 20), (37, 10)), (6, (20, 40), (10, 2)), (8, (20, 40), (10, 37))],
)
def test_picture_stands_upright_without_the_mark_that_says_so(orientation, size, red_at):
    content, _ = clean(with_place(orientation=orientation))

    assert opened(content).size == size
    assert near(opened(content).getpixel(red_at), LEFT)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "glued", [b"<html><script>alert(1)</script>", b"<?php system($_GET['c']); ?>", b"PK\x03\x04\x00\x00"]
)
def test_whatever_is_glued_to_a_picture_is_lost(kind, glued):
    content, _ = clean(picture(kind) + glued)

    assert glued not in content
    assert opened(content).size == (40, 20)


def test_script_in_a_text_chunk_of_png_is_lost():
    payload = b"tEXtComment\0<?php system('id'); ?>"
    chunk = struct.pack(">L", len(payload) - 4) + payload + struct.pack(">L", zlib.crc32(payload))
    dirty = picture("PNG")
    dirty = dirty[:33] + chunk + dirty[33:]
    assert opened(dirty).info["Comment"]

    content, _ = clean(dirty)

    assert b"php" not in content


@pytest.mark.parametrize(
    ("kind", "name", "clean_name"),
    [("JPEG", "a.png", "a.jpg"), ("PNG", "б.php", "б.png"), ("WEBP", "c", "c.webp"), ("JPEG", "x.JPEG", "x.jpg")],
)
def test_extension_tells_the_truth_whatever_the_name_said(kind, name, clean_name):
    assert clean(picture(kind), name)[1] == clean_name


def test_animation_keeps_its_first_frame():
    frames = [Image.new("RGB", (8, 8), colour) for colour in (LEFT, (0, 255, 0), (0, 0, 255))]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    assert opened(out.getvalue()).n_frames == 3

    content, _ = clean(out.getvalue(), "a.webp")

    assert (getattr(opened(content), "n_frames", 1), near(opened(content).convert("RGB").getpixel((4, 4)), LEFT)) == (
        1,
        True,
    )


def test_large_picture_is_made_smaller_and_a_small_one_is_not_blown_up():
    assert opened(clean(picture(size=(3000, 1500)), max_side=1000)[0]).size == (1000, 500)
    assert opened(clean(picture(size=(30, 20)), max_side=1000)[0]).size == (30, 20)


def test_see_through_stays_see_through():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "PNG")

    assert opened(clean(out.getvalue(), "a.png")[0]).getpixel((1, 1))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
def test_every_kind_of_png_pixels_is_read(mode):
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "PNG")

    assert opened(clean(out.getvalue(), "a.png")[0]).size == (8, 8)


def test_picture_for_print_becomes_one_for_screens():
    assert opened(clean(picture(mode="CMYK"))[0]).mode == "RGB"


def test_colours_are_carried_over_to_srgb_and_the_profile_is_gone():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    content, _ = clean(picture(icc_profile=profile))

    assert opened(content).info.get("icc_profile") is None
    assert near(opened(content).getpixel((2, 10)), LEFT)


def test_broken_profile_does_no_harm():
    assert opened(clean(picture(icc_profile=b"nonsense" * 20))[0]).size == (40, 20)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that unpacks into gigabytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (10_000, 10_000), (2**31 - 1, 1)])
def test_bomb_is_refused_before_it_is_unpacked(width, height):
    with pytest.raises(DomainError, match=r"много точек|повреждён|не картинка"):
        clean(bomb(width, height), "b.png")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "HEIC"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "не картинка"),
        (b"GIF89a" + b"\0" * 50, "не картинка"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "не картинка"),
        (b"MZ\x90\x00", "не картинка"),
        (b"", "не картинка"),
        (picture(size=(400, 400))[:900], "повреждён"),
        (picture("PNG")[:60], "повреждён"),
    ],
)
def test_what_is_no_whole_picture_is_refused_in_words(content, reason):
    with pytest.raises(DomainError, match=rf"«фото\.jpg».*{reason}") as refused:
        clean(content, "фото.jpg")
    assert refused.value.field == "file"


@how(max_examples=300, deadline=None)
@given(st.data())
def test_no_damaged_file_breaks_anything(data):
    content = bytearray(data.draw(st.sampled_from([picture("JPEG"), picture("PNG"), picture("WEBP"), with_place()])))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DomainError):
        assert opened(clean(bytes(content))[0]).size


@pytest.mark.parametrize("through", ["simple", "memory", "disk"])
def test_upload_holds_only_the_clean_bytes_afterwards(through):
    dirty = with_place() + b"<script>"
    if through == "simple":
        upload = SimpleUploadedFile("a.PNG", dirty, "text/html")
    elif through == "memory":
        upload = InMemoryUploadedFile(io.BytesIO(dirty), "file", "a.PNG", "text/html", len(dirty), None)
    else:
        upload = TemporaryUploadedFile("a.PNG", "text/html", len(dirty), None)
        upload.write(dirty)

    clean_upload(upload)

    kept = upload.read()
    assert b"script" not in kept
    assert (upload.name, upload.content_type, upload.size) == ("a.jpg", "image/jpeg", len(kept))
    if through == "disk":
        assert Path(upload.temporary_file_path()).read_bytes() == kept
