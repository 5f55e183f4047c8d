"""What is made of an uploaded picture, and which files are refused before they are decoded."""

import struct
from io import BytesIO

import pytest
from PIL import Image

from catalog.pictures.header import PictureRefused, read_header
from catalog.pictures.rendering import render_picture
from tests.picture_files import animated_file, picture_file, png_header

# The parts of a WebP header: the width and height of the canvas are stored less one, in 24 bits.
_WEBP_BOMB = b"RIFF\x1a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00" + bytes(4) + (49_999).to_bytes(3, "little") * 2
_JPEG_BOMB = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 50_000, 50_000)


def test_a_picture_is_stored_as_webp_in_two_sizes() -> None:
    rendered = render_picture(picture_file("JPEG", (2_000, 1_000)))

    for content, size in ((rendered.large, (960, 480)), (rendered.small, (320, 160))):
        with Image.open(BytesIO(content)) as image:
            assert (image.format, image.size) == ("WEBP", size)
    assert (rendered.width, rendered.height) == (960, 480)


@pytest.mark.parametrize(
    "content",
    [
        picture_file("PNG"),
        picture_file("PNG", bits=2),
        picture_file("JPEG", progressive=True),
        picture_file("WEBP"),
        picture_file("WEBP", lossless=True),
    ],
)
def test_a_small_picture_of_each_format_keeps_its_size(content: bytes) -> None:
    assert read_header(content).width == 64

    rendered = render_picture(content)

    assert (rendered.width, rendered.height) == (64, 48)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_a_picture_of_each_mode_is_read(mode: str) -> None:
    file = BytesIO()
    Image.new(mode, (8, 8)).save(file, "JPEG" if mode == "CMYK" else "PNG")

    assert render_picture(file.getvalue()).width == 8


def test_metadata_is_left_out_and_the_picture_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Camera of somebody"

    rendered = render_picture(picture_file("JPEG", exif=exif))

    assert (rendered.width, rendered.height) == (48, 64)
    for content in (rendered.large, rendered.small):
        assert b"somebody" not in content
        assert b"EXIF" not in content


def test_transparency_is_kept() -> None:
    file = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(file, "PNG")

    with Image.open(BytesIO(render_picture(file.getvalue()).large)) as image:
        assert image.has_transparency_data


def test_the_same_picture_has_the_same_hash() -> None:
    one, same, other = (render_picture(picture_file(size=size)) for size in ((64, 48), (64, 48), (64, 50)))

    assert one == same
    assert one.hash != other.hash


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (png_header(50_000, 50_000), "too_many_pixels", "50,000 \u00d7 50,000 pixels"),
        (_WEBP_BOMB, "too_many_pixels", "50,000 \u00d7 50,000 pixels"),
        (_JPEG_BOMB, "too_many_pixels", "50,000 \u00d7 50,000 pixels"),
        (png_header(12_001, 1), "too_many_pixels", "12,000 pixels on a side"),
        (animated_file("PNG"), "animated", "This PNG is animated"),
        (animated_file("WEBP"), "animated", "This WebP is animated"),
        (picture_file("GIF"), "other_format", "format GIF"),
        (picture_file("BMP"), "other_format", "format BMP"),
        (b"%PDF-1.7", "other_format", "format PDF"),
        (b"\0\0\0\x18ftypheic", "other_format", "format HEIC"),
        (b"<svg xmlns='x'><script>alert(1)</script></svg>", "other_format", "format SVG"),
        (b"vendor,model\n", "not_a_picture", "not a picture"),
        (b"", "not_a_picture", "not a picture"),
        (png_header(0, 10), "damaged", "damaged"),
        (png_header(10, 10), "damaged", "cannot be read"),
        (picture_file("PNG")[:20], "damaged", "damaged"),
        (picture_file("PNG", (500, 500))[:-40], "damaged", "cannot be read"),
        (picture_file("JPEG")[:100], "damaged", "damaged"),
        (picture_file("WEBP")[:14], "damaged", "damaged"),
        (b"\xff\xd8\xff\xff\xff\xff", "damaged", "damaged"),
    ],
)
def test_a_bad_file_is_refused_in_words(content: bytes, code: str, words: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        render_picture(content)

    assert refused.value.code == code
    assert words in refused.value.messages[0]


@pytest.mark.parametrize("length", range(0, 400, 7))
def test_a_file_that_is_cut_anywhere_is_refused(length: int) -> None:
    for file_format in ("PNG", "JPEG", "WEBP"):
        content = picture_file(file_format)
        with pytest.raises(PictureRefused):
            render_picture(content[: min(length, len(content) * 3 // 5)])
