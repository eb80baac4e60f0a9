"""Writes slides in many formats, with tifffile, pydicom and Pillow, for `npm run check:truth`.

    python write.py DIR
"""

import io
import json
import sys
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import tifffile
from PIL import Image, ImageCms
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.sequence import Sequence
from pydicom.uid import UID, generate_uid

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
written = []
UM_PER_CM = 10_000


def picture(width=701, height=523):
    """Stained tissue on glass with fine texture; different everywhere, so that a shift shows."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    noise = np.random.default_rng(1).normal(0, 9, (height, width, 1))
    tissue = np.stack(
        [
            180 + 40 * np.sin(x / 23) + 10 * np.sin(y / 3),
            90 + 60 * y / height + 20 * np.cos(x / 5),
            150 + 30 * np.cos((x + y) / 31),
        ],
        axis=-1,
    )
    inside = ((x > width / 9) & (x < width * 0.8) & (y > height / 7) & (y < height * 0.85))[..., None]
    return np.clip(np.where(inside, tissue + noise, 243 + noise / 4), 0, 255).round().astype(np.uint8)


def halved(pixels):
    """Mean of 2 x 2 pixels; the last row or column of an odd size is repeated."""
    padded = np.pad(pixels, ((0, pixels.shape[0] % 2), (0, pixels.shape[1] % 2), (0, 0)), "edge")
    big = padded.astype(np.uint32)
    mean = (big[::2, ::2] + big[1::2, ::2] + big[::2, 1::2] + big[1::2, 1::2] + 2) // 4
    return mean.astype(pixels.dtype)


rgb = picture()
rgb16 = rgb.astype(np.uint16) * 257 + np.random.default_rng(2).integers(-100, 100, rgb.shape)
rgb16 = np.clip(rgb16, 0, 65535).astype(np.uint16)
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def note(name, form, program, lossless=True, refused=None):
    written.append({"path": name, "form": form, "program": program, "lossless": lossless, "refused": refused})


def tiff(name, form, pixels=rgb, *, lossless=True, refused=None, levels=1, below=False, file=None, **options):
    """One image and its reduced copies, as pages or below the first directory."""
    options = {"photometric": "rgb", "resolution": (UM_PER_CM, UM_PER_CM), "resolutionunit": "CENTIMETER"} | options
    with tifffile.TiffWriter(folder / name, **(file or {})) as writer:
        writer.write(pixels, **options, **({"subifds": levels - 1} if below else {}))
        reduced = pixels
        options.pop("description", None)
        options.pop("metadata", None)
        for level in range(1, levels):
            reduced = halved(reduced)
            scale = UM_PER_CM / 2**level
            writer.write(reduced, **options | {"subfiletype": 1, "resolution": (scale, scale), "metadata": None})
    note(name, form, "tifffile", lossless, refused)


def tiffs():
    tile = {"tile": (128, 128)}
    strips = {"rowsperstrip": 37}
    for compression, named in [(None, "uncompressed"), ("lzw", "LZW"), ("zlib", "deflate"), ("zstd", "ZSTD"), ("packbits", "PackBits")]:
        for layout, shape in [("tiles", tile), ("strips", strips)]:
            tiff(f"{named}-{layout}.tif", f"TIFF {named}, {layout}", compression=compression, **shape)
            if compression in ("lzw", "zlib", "zstd"):
                tiff(f"{named}-{layout}-predictor.tif", f"TIFF {named}, {layout}, predictor", compression=compression, predictor=True, **shape)
    planes = np.moveaxis(rgb, -1, 0)
    planes16 = np.moveaxis(rgb16, -1, 0)
    for compression, predictor in [(None, False), ("zlib", True), ("lzw", True), ("zstd", True), ("packbits", False)]:
        options = {"compression": compression, "predictor": predictor}
        label = f"{compression or 'uncompressed'}{', predictor' if predictor else ''}"
        tiff(f"planes-{compression}.tif", f"TIFF planes, {label}", planes, planarconfig="separate", **options, **tile)
        tiff(f"planes-strips-{compression}.tif", f"TIFF planes in strips, {label}", planes, planarconfig="separate", **options, **strips)
        for order, word in [("<", "little-endian"), (">", "big-endian")]:
            file = {"byteorder": order}
            if compression != "packbits":
                tiff(f"16-{compression}-{word}.tif", f"TIFF 16 bits, {label}, {word}", rgb16, file=file, **options, **tile)
                tiff(f"16-planes-{compression}-{word}.tif", f"TIFF 16 bits in planes, {label}, {word}", planes16, planarconfig="separate", file=file, **options, **strips)
            tiff(f"8-{compression}-{word}.tif", f"TIFF {label}, {word}", file=file, **options, **tile)
            tiff(f"big-{compression}-{word}.tif", f"BigTIFF {label}, {word}", file=file | {"bigtiff": True}, **options, **tile)
    jpeg = {"compression": "jpeg", "compressionargs": {"level": 95}}
    tiff("jpeg-ycbcr.tif", "TIFF JPEG, YCbCr", lossless=False, **jpeg | {"photometric": "ycbcr"}, **tile)
    tiff("jpeg-ycbcr-420.tif", "TIFF JPEG, YCbCr 4:2:0", lossless=False, **jpeg | {"photometric": "ycbcr"}, subsampling=(2, 2), **tile)
    tiff("jpeg-rgb.tif", "TIFF JPEG, RGB", lossless=False, **jpeg, **tile)
    tiff("jpeg-strips.tif", "TIFF JPEG, strips", lossless=False, **jpeg | {"photometric": "ycbcr"}, rowsperstrip=64)
    tiff("webp.tif", "TIFF WebP", compression="webp", compressionargs={"lossless": True}, **tile)
    tiff("webp-lossy.tif", "TIFF WebP, lossy", lossless=False, compression="webp", compressionargs={"level": 90}, **tile)
    tiff("j2k.tif", "TIFF JPEG 2000", compression="jpeg2000", **tile)
    tiff("j2k-lossy.tif", "TIFF JPEG 2000, lossy", lossless=False, compression="jpeg2000", compressionargs={"level": 45, "reversible": False}, **tile)
    tiff("j2k-levels.tif", "TIFF JPEG 2000, levels", compression="jpeg2000", levels=3, **tile)
    tiff("j2k-strips.tif", "TIFF JPEG 2000, strips", compression="jpeg2000", **strips)
    tiff("j2k-16.tif", "TIFF JPEG 2000, 16 bits", rgb16, compression="jpeg2000", **tile)
    tiff("j2k-planes.tif", "TIFF JPEG 2000, planes", planes, planarconfig="separate", compression="jpeg2000", **tile)
    tiff("jxl.tif", "TIFF JPEG XL", compression="jpegxl", refused="slide/unsupported", **tile)
    tiff("lzma.tif", "TIFF LZMA", compression="lzma", refused="slide/unsupported", **tile)
    tiff("lerc.tif", "TIFF LERC", compression="lerc", refused="slide/unsupported", **tile)
    tiff("float.tif", "TIFF 32 bits, floating point", (rgb / 255).astype(np.float32), refused="slide/unsupported", **tile)
    for levels, below in [(3, False), (4, True)]:
        where = "SubIFDs" if below else "pages"
        tiff(f"levels-{where}.tif", f"TIFF levels as {where}", compression="zlib", levels=levels, below=below, **tile)
        tiff(f"levels-strips-{where}.tif", f"TIFF levels as {where}, strips", compression="lzw", levels=levels, below=below, **strips)
    tiff("levels-big.tif", "BigTIFF levels as SubIFDs, big-endian", compression="zstd", levels=4, below=True, file={"bigtiff": True, "byteorder": ">"}, **tile)
    tiff("levels-16.tif", "TIFF 16 bits, levels", rgb16, compression="zlib", predictor=True, levels=3, **tile)
    for value in range(1, 9):
        orientation = [(274, "H", 1, value, True)]
        shape = tile if value % 2 else strips
        tiff(f"orientation-{value}.tif", f"TIFF orientation {value}", compression="zlib", extratags=orientation, levels=2 if value % 2 else 1, **shape)
    alpha = np.random.default_rng(3).integers(0, 256, rgb.shape[:2], np.uint8)[..., None]
    premultiplied = (rgb * (alpha / 255)).round().astype(np.uint8)
    tiff("alpha.tif", "TIFF RGBA", np.concatenate([rgb, alpha], -1), extrasamples=["UNASSALPHA"], compression="zlib", **tile)
    tiff("alpha-premultiplied.tif", "TIFF RGBA, premultiplied", np.concatenate([premultiplied, alpha], -1), extrasamples=["ASSOCALPHA"], compression="lzw", **strips)
    tiff("fourth.tif", "TIFF with a fourth sample of no meaning", np.concatenate([rgb, alpha], -1), extrasamples=["UNSPECIFIED"], compression="zlib", **tile)
    tiff("icc.tif", "TIFF with an ICC profile", iccprofile=profile, compression="zlib", **tile)
    tiff("wide-tiles.tif", "TIFF tiles that are no squares", compression="zlib", tile=(64, 256))
    tiff("one-tile.tif", "TIFF in one tile", compression="zlib", tile=(528, 704))
    tiff("one-row.tif", "TIFF in strips of one row", compression="lzw", rowsperstrip=1)


def omes():
    tile = {"tile": (128, 128), "photometric": "rgb", "compression": "zlib"}
    size = {"PhysicalSizeX": 1.0, "PhysicalSizeY": 1.0}

    def ome(name, form, images, refused=None, **file):
        with tifffile.TiffWriter(folder / name, ome=True, **file) as writer:
            for pixels, levels, options in images:
                writer.write(pixels, subifds=levels - 1, **tile | options)
                reduced = pixels
                for _ in range(1, levels):
                    reduced = halved(reduced)
                    writer.write(reduced, subfiletype=1, **tile | {"photometric": options.get("photometric", "rgb")})
        note(name, form, "tifffile", True, refused)

    label = np.ascontiguousarray(rgb[:200, :300, ::-1])
    ome("one.ome.tif", "OME-TIFF", [(rgb, 1, {"metadata": size})])
    ome("levels.ome.tif", "OME-TIFF, levels in SubIFDs", [(rgb, 4, {"metadata": size})])
    ome("big.ome.tif", "OME-TIFF in BigTIFF", [(rgb, 3, {"metadata": size})], bigtiff=True)
    ome("images.ome.tif", "OME-TIFF, several images", [(rgb, 3, {"metadata": size | {"Name": "slide"}}), (label, 1, {"metadata": {"Name": "label"}})])
    ome("label-first.ome.tif", "OME-TIFF, the label first", [(label, 1, {"metadata": {"Name": "label"}}), (rgb, 3, {"metadata": size | {"Name": "slide"}})])
    stack = np.stack([rgb, rgb[::-1], rgb[:, ::-1]])
    ome("planes.ome.tif", "OME-TIFF, focal planes", [(stack, 1, {"metadata": size | {"axes": "ZYXS"}})])
    channels = np.moveaxis(rgb, -1, 0)
    ome("channels.ome.tif", "OME-TIFF, channels apart", [(channels, 1, {"photometric": "minisblack", "metadata": size | {"axes": "CYX"}})], refused="slide/not-colour")
    ome("planar.ome.tif", "OME-TIFF, samples in planes", [(channels, 1, {"planarconfig": "separate", "metadata": size | {"axes": "SYX"}})])


def images():
    image = Image.fromarray(rgb)
    alpha = Image.fromarray(np.dstack([rgb, np.full(rgb.shape[:2], 200, np.uint8)]))
    exif = Image.Exif()
    exif[274] = 6

    def save(name, form, what=image, lossless=True, **options):
        what.save(folder / name, **options)
        note(name, form, "pillow", lossless)

    save("plain.png", "PNG")
    save("alpha.png", "PNG with alpha", alpha)
    save("palette.png", "PNG with a palette", image.quantize(256))
    save("icc.png", "PNG with an ICC profile", icc_profile=profile)
    save("16.png", "PNG 16 bits")
    (folder / "16.png").write_bytes(imagecodecs.png_encode(rgb16))
    save("plain.jpg", "JPEG", lossless=False, quality=95, subsampling=0)
    save("progressive.jpg", "JPEG, progressive, 4:2:0", lossless=False, quality=90, progressive=True)
    save("turned.jpg", "JPEG with an orientation", lossless=False, quality=95, exif=exif)
    save("plain.webp", "WebP")
    image.save(folder / "plain.webp", lossless=True)
    save("lossy.webp", "WebP, lossy", lossless=False, quality=90)


EXPLICIT, IMPLICIT = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2"
JPEG, RLE = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.5"
JPEGLS, JPEGLS_NEAR = "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"
J2K_LOSSLESS, J2K = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"
HTJ2K = "1.2.840.10008.1.2.4.201"


def frames_of(pixels, edge):
    high, wide = pixels.shape[:2]
    padded = np.pad(pixels, ((0, -high % edge), (0, -wide % edge), (0, 0)), constant_values=255)
    places = [(x, y) for y in range(0, high, edge) for x in range(0, wide, edge)]
    return [np.ascontiguousarray(padded[y : y + edge, x : x + edge]) for x, y in places], places


def pillow_jpeg(frame, **options):
    out = io.BytesIO()
    Image.fromarray(frame).save(out, "jpeg", quality=95, **options)
    return out.getvalue()


def pack_bits(row):
    """Runs of PackBits, as in PS3.5, annex G."""
    return imagecodecs.packbits_encode(row.tobytes())


def rle(frame):
    segments = []
    for plane in np.moveaxis(frame, -1, 0):
        segment = b"".join(pack_bits(row) for row in plane)
        segments.append(segment + b"\0" * (len(segment) % 2))
    starts = [64]
    for segment in segments[:-1]:
        starts.append(starts[-1] + len(segment))
    head = np.zeros(16, "<u4")
    head[0] = len(segments)
    head[1 : 1 + len(segments)] = starts
    return head.tobytes() + b"".join(segments)


ENCODERS = {
    RLE: rle,
    JPEGLS: lambda frame: imagecodecs.jpegls_encode(frame),
    JPEGLS_NEAR: lambda frame: imagecodecs.jpegls_encode(frame, level=2),
    J2K_LOSSLESS: lambda frame: imagecodecs.jpeg2k_encode(frame, codecformat="j2k", mct=True),
    J2K: lambda frame: imagecodecs.jpeg2k_encode(frame, codecformat="j2k", level=45, reversible=False, mct=True),
}


def dicom(name, form, pixels=rgb, *, syntax=EXPLICIT, edge=128, photometric="RGB", lossless=True, refused=None, planar=0,
          sparse=False, planes=1, encode=None, extended=False, series=None, shows="VOLUME", spacing=0.001,
          part=None, quiet=False, skip=(), profile_inside=False):
    frames, places = frames_of(pixels, edge)
    order = [i for i in range(len(frames)) if i not in skip]
    if sparse:
        np.random.default_rng(4).shuffle(order)
    if part:
        order = order[part["first"] : part["first"] + part["count"]]
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.77.1.6")
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = UID(syntax)
    ds = FileDataset(str(folder / name), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    ds.ImageType = ["ORIGINAL", "PRIMARY", shows, "NONE"]
    ds.Modality = "SM"
    ds.PatientID = ds.PatientName = ds.StudyID = "made"
    ds.StudyInstanceUID = generate_uid()
    ds.SeriesInstanceUID = series or generate_uid()
    ds.FrameOfReferenceUID = generate_uid()
    ds.DimensionOrganizationType = "TILED_SPARSE" if sparse else "TILED_FULL"
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, photometric, planar
    ds.Rows = ds.Columns = edge
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.PixelRepresentation = 7, 0
    ds.TotalPixelMatrixRows, ds.TotalPixelMatrixColumns = pixels.shape[:2]
    ds.TotalPixelMatrixFocalPlanes = planes
    ds.NumberOfFrames = len(order) * planes
    if part:
        ds.ConcatenationUID, ds.InConcatenationTotalNumber = part["id"], part["parts"]
        ds.ConcatenationFrameOffsetNumber = part["first"]
        ds.InConcatenationNumber = part["number"]
    measures = Dataset()
    measures.PixelSpacing, measures.SliceThickness = [spacing, spacing], 0.001
    shared = Dataset()
    shared.PixelMeasuresSequence = Sequence([measures])
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    if profile_inside:
        path = Dataset()
        path.OpticalPathIdentifier, path.ICCProfile = "1", profile
        ds.OpticalPathSequence = Sequence([path])
    if sparse:
        groups = []
        for plane in range(planes):
            for i in order:
                place, group = Dataset(), Dataset()
                place.ColumnPositionInTotalImagePixelMatrix = places[i][0] + 1
                place.RowPositionInTotalImagePixelMatrix = places[i][1] + 1
                place.XOffsetInSlideCoordinateSystem = place.YOffsetInSlideCoordinateSystem = 0
                place.ZOffsetInSlideCoordinateSystem = plane
                group.PlanePositionSlideSequence = Sequence([place])
                groups.append(group)
        ds.PerFrameFunctionalGroupsSequence = Sequence(groups)
    chosen = [frames[i] for i in order]
    # Further focal planes show something else, so that a mistake shows.
    chosen += [frame[::-1, ::-1].copy() for _ in range(planes - 1) for frame in chosen]
    encoder = encode or ENCODERS.get(syntax)
    if photometric == "YBR_FULL" and encode is None:
        chosen = [pydicom.pixels.convert_color_space(frame, "RGB", "YBR_FULL") for frame in chosen]
    if encoder is None:
        stored = [np.moveaxis(frame, -1, 0) if planar else frame for frame in chosen]
        ds.PixelData = b"".join(np.ascontiguousarray(frame).tobytes() for frame in stored)
        ds["PixelData"].VR = "OB" if syntax == EXPLICIT else "OW"
    else:
        encoded = [encoder(frame) for frame in chosen]
        if extended:
            ds.PixelData, ds.ExtendedOffsetTable, ds.ExtendedOffsetTableLengths = encapsulate_extended(encoded)
        else:
            ds.PixelData = encapsulate(encoded)
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
    (folder / name).parent.mkdir(exist_ok=True)
    ds.save_as(folder / name, enforce_file_format=True)
    if not quiet:
        note(name, form, "pydicom", lossless, refused)


def dicoms():
    ycbcr = {"syntax": JPEG, "lossless": False, "encode": pillow_jpeg}
    dicom("plain/a.dcm", "DICOM uncompressed")
    dicom("implicit/a.dcm", "DICOM uncompressed, implicit", syntax=IMPLICIT)
    dicom("planar/a.dcm", "DICOM uncompressed, planes", planar=1)
    dicom("ycbcr/a.dcm", "DICOM uncompressed, YCbCr", photometric="YBR_FULL", lossless=False)
    dicom("rle/a.dcm", "DICOM RLE", syntax=RLE, planar=1)
    dicom("jpeg/a.dcm", "DICOM JPEG, YBR_FULL_422", photometric="YBR_FULL_422", **ycbcr)
    dicom("jpeg-444/a.dcm", "DICOM JPEG, YBR_FULL", photometric="YBR_FULL", **ycbcr | {"encode": lambda frame: pillow_jpeg(frame, subsampling=0)})
    dicom("jpeg-rgb/a.dcm", "DICOM JPEG, RGB", **ycbcr | {"encode": lambda frame: imagecodecs.jpeg8_encode(frame, level=95, colorspace="rgb", outcolorspace="rgb")})
    dicom("jpegls/a.dcm", "DICOM JPEG-LS", syntax=JPEGLS)
    dicom("jpegls-near/a.dcm", "DICOM JPEG-LS, near lossless", syntax=JPEGLS_NEAR, lossless=False)
    dicom("j2k-lossless/a.dcm", "DICOM JPEG 2000", syntax=J2K_LOSSLESS, photometric="YBR_RCT")
    dicom("j2k/a.dcm", "DICOM JPEG 2000, lossy", syntax=J2K, photometric="YBR_ICT", lossless=False)
    dicom("extended/a.dcm", "DICOM with an extended offset table", syntax=J2K_LOSSLESS, photometric="YBR_RCT", extended=True)
    dicom("sparse/a.dcm", "DICOM TILED_SPARSE", sparse=True)
    dicom("sparse-holes/a.dcm", "DICOM TILED_SPARSE, tiles left out", sparse=True, skip=(0, 5, 11), syntax=RLE, planar=1)
    dicom("focal/a.dcm", "DICOM TILED_FULL, focal planes", planes=3)
    dicom("focal-sparse/a.dcm", "DICOM TILED_SPARSE, focal planes", planes=2, sparse=True)
    dicom("icc/a.dcm", "DICOM with an ICC profile", profile_inside=True)
    dicom("odd-tiles/a.dcm", "DICOM tiles of 100", edge=100, syntax=JPEGLS)
    dicom("htj2k/a.dcm", "DICOM High-Throughput JPEG 2000", syntax=HTJ2K, photometric="RGB", encode=imagecodecs.htj2k_encode, refused="slide/unsupported")
    series = generate_uid()
    reduced = rgb
    for level in range(3):
        dicom(f"series/{level}.dcm", "DICOM series of three levels", reduced, series=series, spacing=0.001 * 2**level, quiet=level > 0)
        reduced = halved(reduced)
    dicom("series/label.dcm", "", np.ascontiguousarray(rgb[:128, :128, ::-1]), series=series, shows="LABEL", quiet=True)
    whole, series = generate_uid(), generate_uid()
    count = len(frames_of(rgb, 128)[0])
    for number, first in enumerate(range(0, count, 8)):
        part = {"id": whole, "first": first, "count": 8, "parts": -(-count // 8), "number": number + 1}
        dicom(f"concatenation/{number}.dcm", "DICOM concatenation", part=part, series=series, syntax=JPEGLS, quiet=number > 0)


def scanners():
    """Scanners' formats, as far as tifffile can write what OpenSlide recognises."""
    aperio = "Aperio Image Library v11.2.1\r\n701x523 [0,0 701x523] (128x128) {0}|AppMag = 20|MPP = 0.5000"
    for name, compression, args, lossless in [
        ("jpeg", "jpeg", {"level": 95}, False),
        ("j2k-rgb", "APERIO_JP2000_RGB", None, False),
        ("j2k-ycbcr", "APERIO_JP2000_YCBC", None, False),
    ]:
        path = folder / f"aperio-{name}.svs"
        options = {"photometric": "rgb", "compression": compression, "compressionargs": args, "metadata": None}
        with tifffile.TiffWriter(path) as writer:
            writer.write(rgb, tile=(128, 128), description=aperio.format(name), **options)
            writer.write(halved(halved(rgb)), photometric="rgb", rowsperstrip=16, description=aperio.format("thumb"), metadata=None)
            writer.write(halved(halved(rgb)), tile=(128, 128), description=aperio.format(name), subfiletype=0, **options)
        note(path.name, f"SVS {name}", "openslide", lossless)


tiffs()
omes()
images()
dicoms()
scanners()
(folder / "written.json").write_text(json.dumps(written))
(folder / "picture.raw").write_bytes(rgb.tobytes())
print(f"{len(written)} files written")
