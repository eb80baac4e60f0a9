"""Compares pixels that Ductal read with the same pixels as another program reads them.

    python compare.py DIR

Reads DIR/asked.json, which lists files and areas, and DIR/asked.raw with Ductal's pixels of these
areas. Writes DIR/compared.json: the mean and the largest difference of each area, of 255. No code of
Ductal is used: levels, orientation, colour, scale and averaging are computed here once more.
"""

import json
import re
import sys
from pathlib import Path

import imagecodecs
import numpy as np
import openslide
import pydicom
import tifffile
from PIL import Image, ImageOps
from pydicom.encaps import generate_frames

folder = Path(sys.argv[1])
Image.MAX_IMAGE_PIXELS = None


def to_rgb(pixels, extra):
    """8 bits per sample, transparent parts on white, further samples ignored."""
    values = pixels.astype(np.float64)
    if pixels.dtype == np.uint16:
        values /= 257
    if values.shape[-1] == 4 and extra in ("alpha", "premultiplied"):
        alpha = values[..., 3:] / 255
        values = values[..., :3] * (1 if extra == "premultiplied" else alpha) + 255 * (1 - alpha)
    return values[..., :3]


def upright(pixels, orientation):
    """TIFF 6.0, page 36."""
    turns = {
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.swapaxes(0, 1),
        6: lambda p: np.rot90(p, -1),
        7: lambda p: p.swapaxes(0, 1)[::-1, ::-1],
        8: lambda p: np.rot90(p),
    }
    return turns.get(orientation, lambda p: p)(pixels)


class Tiff:
    def __init__(self, path):
        self.file = tifffile.TiffFile(path)
        pages = []
        for page in self.file.pages:
            pages += [page, *(page.pages or [])]
        self.pages = pages

    def level(self, width, height):
        for page in self.pages:
            tag = page.tags.get(274)
            orientation = int(tag.value) if tag else 1
            size = (page.imagelength, page.imagewidth) if orientation >= 5 else (page.imagewidth, page.imagelength)
            if size == (width, height) and page.samplesperpixel >= 3:
                pixels = page.asarray()
                if page.axes == "SYX":
                    pixels = np.moveaxis(pixels, 0, -1)
                extra = {1: "premultiplied", 2: "alpha"}.get(int(page.extrasamples[0]) if page.extrasamples else 0)
                return upright(to_rgb(pixels, extra), orientation)
        raise LookupError(f"no image of {width} x {height}")


class Slide:
    """openslide-python."""

    def __init__(self, path):
        self.slide = openslide.OpenSlide(path)

    def level(self, width, height):
        for number, size in enumerate(self.slide.level_dimensions):
            if size == (width, height):
                pixels = np.asarray(self.slide.read_region((0, 0), number, size), np.float64)
                alpha = pixels[..., 3:] / 255
                return pixels[..., :3] * alpha + 255 * (1 - alpha)
        raise LookupError(f"no level of {width} x {height}")

    def part(self, width, height, left, top, right, bottom):
        """OpenSlide takes whole level-0 pixels, and interpolates between those of the level."""
        number = self.slide.level_dimensions.index((width, height))
        scale = self.slide.level_downsamples[number]
        corner = (int(np.floor(left * scale + 0.5)), int(np.floor(top * scale + 0.5)))
        pixels = np.asarray(self.slide.read_region(corner, number, (right - left, bottom - top)), np.float64)
        alpha = pixels[..., 3:] / 255
        return pixels[..., :3] * alpha + 255 * (1 - alpha)


class Plain:
    def __init__(self, path):
        image = Image.open(path)
        if image.mode == "P":
            image = image.convert("RGBA" if "transparency" in image.info else "RGB")
        self.deep = imagecodecs.png_decode(Path(path).read_bytes()) if str(path).endswith("16.png") else None
        self.pixels = np.asarray(ImageOps.exif_transpose(image))

    def level(self, width, height):
        pixels = self.pixels if self.deep is None else self.deep
        assert pixels.shape[:2] == (height, width)
        return to_rgb(pixels, "alpha" if pixels.shape[-1] == 4 else None)


class Patches:
    def __init__(self, path):
        named = [(re.search(r"_x(\d+)_y(\d+)_", file.name), file) for file in Path(path).glob("[01]/*.png")]
        self.patches = {(int(m[1]), int(m[2])): np.asarray(Image.open(file).convert("RGB"), np.float64) for m, file in named}

    def level(self, width, height):
        pixels = np.full((height, width, 3), 255.0)
        for (x, y), patch in self.patches.items():
            part = pixels[y : y + patch.shape[0], x : x + patch.shape[1]]
            part[:] = patch[: part.shape[0], : part.shape[1]]
        return pixels


class Dicom:
    def __init__(self, path):
        one = pydicom.dcmread(path)
        files = [pydicom.dcmread(other) for other in sorted(Path(path).parent.iterdir()) if other.suffix in (".dcm", "")]
        self.files = [ds for ds in files if ds.SeriesInstanceUID == one.SeriesInstanceUID]

    def level(self, width, height):
        parts = [ds for ds in self.files if (ds.TotalPixelMatrixColumns, ds.TotalPixelMatrixRows) == (width, height) and (len(ds.get("ImageType", [])) < 3 or ds.ImageType[2] == "VOLUME")]
        parts.sort(key=lambda ds: ds.get("ConcatenationFrameOffsetNumber", 0))
        edge_x, edge_y = parts[0].Columns, parts[0].Rows
        across, down = -(-width // edge_x), -(-height // edge_y)
        pixels = np.full((down * edge_y, across * edge_x, 3), 255.0)
        seen, number = set(), 0
        for ds in parts:
            groups = ds.get("PerFrameFunctionalGroupsSequence")
            places = ds.get("DimensionOrganizationType") != "TILED_FULL" and groups and "PlanePositionSlideSequence" in groups[0]
            for i, frame in enumerate(self.frames(ds)):
                if places:
                    at = groups[i].PlanePositionSlideSequence[0]
                    x, y = at.ColumnPositionInTotalImagePixelMatrix - 1, at.RowPositionInTotalImagePixelMatrix - 1
                else:
                    x, y = number % across * edge_x, number // across * edge_y
                number += 1
                # Further focal planes follow the first.
                if (x, y) in seen or y >= down * edge_y:
                    continue
                seen.add((x, y))
                pixels[y : y + edge_y, x : x + edge_x] = frame
        return pixels[:height, :width]

    @staticmethod
    def frames(ds):
        """pydicom finds the frames, imagecodecs decodes them."""
        syntax, count = ds.file_meta.TransferSyntaxUID, int(ds.get("NumberOfFrames", 1))
        shape = (ds.Rows, ds.Columns, 3)
        convert = pydicom.pixels.convert_color_space
        if not syntax.is_compressed or syntax == pydicom.uid.RLELossless:
            pixels = ds.pixel_array.reshape(count, *shape)
            yield from (convert(frame, "YBR_FULL", "RGB") if syntax.is_compressed and ds.PhotometricInterpretation == "YBR_FULL" else frame for frame in pixels)
            return
        for frame in generate_frames(ds.PixelData, number_of_frames=count):
            frame = frame.rstrip(b"\0") if syntax == "1.2.840.10008.1.2.4.50" else frame
            if syntax == "1.2.840.10008.1.2.4.50":
                space = "rgb" if ds.PhotometricInterpretation == "RGB" and not is_jfif_subsampled(frame) else "ycbcr"
                yield imagecodecs.jpeg8_decode(frame, colorspace=space, outcolorspace="rgb")
                continue
            pixels = imagecodecs.jpegls_decode(frame) if syntax in ("1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81") else imagecodecs.jpeg2k_decode(frame)
            yield convert(pixels, "YBR_FULL", "RGB") if ds.PhotometricInterpretation == "YBR_FULL" else pixels


def is_jfif_subsampled(frame):
    """JFIF with reduced chroma cannot be RGB (docs/formats.md)."""
    return frame[6:10] == b"JFIF" and b"\x01\x22\x00" in frame[:1000]


PROGRAMS = {"tifffile": Tiff, "openslide": Slide, "pillow": Plain, "pydicom": Dicom, "patches": Patches}


def means(pixels, start, step, count):
    """Means of `count` intervals along the first axis, which may start and end within a pixel."""
    sums = np.concatenate([np.zeros((1, *pixels.shape[1:])), np.cumsum(pixels, 0, np.float64)])
    at = np.clip(start + np.arange(count + 1) * step, 0, len(pixels))
    whole = np.minimum(at.astype(int), len(pixels) - 1)
    rest = (at - whole)[:, None, None]
    edges = sums[whole] + rest * (sums[whole + 1] - sums[whole])
    return np.diff(edges, axis=0) / step


def averaged(pixels, x, y, width, height, across, down, read=None):
    """Area average of a box that may be fractional and extend beyond the image, which is white there."""
    left, right = int(np.floor(x)), int(np.ceil(x + width))
    top, bottom = int(np.floor(y)), int(np.ceil(y + height))
    high, wide = pixels.shape[:2]
    part = np.full((bottom - top, right - left, 3), 255, np.float32)
    x0, x1, y0, y1 = max(left, 0), min(right, wide), max(top, 0), min(bottom, high)
    if x1 > x0 and y1 > y0:
        inside = read(x0, y0, x1, y1) if read else pixels[y0:y1, x0:x1]
        part[y0 - top : y1 - top, x0 - left : x1 - left] = inside
    if (left, top, across, down) == (x, y, width, height):
        return part
    rows = means(part, y - top, height / down, down)
    return means(rows.swapaxes(0, 1), x - left, width / across, across).swapaxes(0, 1)


def level_for(levels, scale):
    """The coarsest level at least as fine as the output; sizes may be rounded."""
    fine = [level for level in levels if level["downsample"] <= scale * 1.002]
    return max(fine, key=lambda level: level["downsample"], default=levels[0])


def compare(asked, raw):
    program = PROGRAMS[asked["program"]](asked["path"])
    cache, found = {}, []
    for area in asked["areas"]:
        x, y, width, height = area["box"]
        across, down = area["out"]
        level = level_for(asked["levels"], min(width / across, height / down))
        size = (level["width"], level["height"])
        d = level["downsample"]
        if asked.get("finest") and d > 1:
            continue
        if size not in cache:
            cache[size] = np.asarray(program.level(*size), np.float32)
        read = (lambda *box: program.part(*size, *box)) if d > 1 and hasattr(program, "part") else None
        expected = averaged(cache[size], x / d, y / d, width / d, height / d, across, down, read)
        got = raw[area["at"] : area["at"] + across * down * 3].reshape(down, across, 3).astype(np.float64)
        difference = np.abs(expected - got)
        found.append({"what": area["what"], "mean": float(difference.mean()), "most": float(difference.max()), "box": area["box"]})
    return found


asked = json.loads((folder / "asked.json").read_text())
raw = np.memmap(folder / "asked.raw", np.uint8, "r")
result = []
for one in asked:
    try:
        result.append({"form": one["form"], "areas": compare(one, raw)})
    except Exception as error:  # The other program's failure is a row of the table.
        result.append({"form": one["form"], "failed": f"{type(error).__name__}: {error}"})
(folder / "compared.json").write_text(json.dumps(result))
