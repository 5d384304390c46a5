"""Which addresses are videos, and what is asked of their hosts. Source: the codes that the four hosts give."""

import pytest

from rich_text.domain.videos import PLAYERS, Video, recognise
from tests.rich_text.corpus import R, T

pytestmark = pytest.mark.unit

YOUTUBE = f"https://www.youtube-nocookie.com/embed/{T}"
RUTUBE = f"https://rutube.ru/play/embed/{R}"


@pytest.mark.parametrize(
    ("pasted", "player"),
    [
        (f"https://www.youtube.com/embed/{T}", YOUTUBE),
        (f"https://www.youtube.com/embed/{T}?si=q&controls=0&start=30", f"{YOUTUBE}?start=30"),
        (f"//www.youtube-nocookie.com/embed/{T}", YOUTUBE),
        (f"http://m.youtube.com/watch?app=mobile&v={T}", YOUTUBE),
        (f"https://www.youtube.com/watch?v={T}&amp;t=90s", f"{YOUTUBE}?start=90"),
        (f" https://youtu.be/{T} ", YOUTUBE),
        (f"HTTPS://WWW.YouTube.com/shorts/{T}", YOUTUBE),
        (RUTUBE, RUTUBE),
        ("https://rutube.ru/play/embed/7163336", "https://rutube.ru/play/embed/7163336"),
        (f"https://rutube.ru/video/{R}/?r=plwd", RUTUBE),
        (f"https://rutube.ru/video/private/{R}/?p=k-E_y", f"{RUTUBE}?p=k-E_y"),
        ("https://vk.com/video_ext.php?oid=-5&id=6&hash=0a1b&hd=2&autoplay=1&t=1",
         "https://vk.com/video_ext.php?oid=-5&id=6&hash=0a1b&hd=2"),
        ("https://vkvideo.ru/video_ext.php?oid=-5&id=6", "https://vkvideo.ru/video_ext.php?oid=-5&id=6"),
        ("https://vkvideo.ru/video-5_6", "https://vkvideo.ru/video_ext.php?oid=-5&id=6"),
        ("https://dzen.ru/embed/vAbC-dEfGh12?from_block=partner&autoplay=1", "https://dzen.ru/embed/vAbC-dEfGh12"),
    ],
)  # fmt: skip
def test_what_people_paste_is_found(pasted: str, player: str):
    video = recognise(pasted)

    assert video is not None
    assert video.player == player
    assert video.origin in PLAYERS
    assert recognise(video.player) == video, "what is stored is read back as the same"
    assert isinstance(recognise(video.page), Video)


@pytest.mark.parametrize(
    "address",
    ["", "https://www.youtube.com/", "https://www.youtube.com/@channel", "https://dzen.ru/video/watch/5", "x"],
)
def test_what_is_no_video_is_not(address: str):
    assert recognise(address) is None
