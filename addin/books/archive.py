"""A zip file as its members, each copied as it is or packed anew: untouched ones keep their compressed bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from addin.errors import Refusal

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_EXTRA = struct.Struct("<2H")
_ZIP64 = 1
_MADE_BY = 20  # version 2.0, DOS attributes: what Excel itself writes
_MOMENT = 0x00210000  # 1 January 1980, midnight: the same content always gives the same bytes
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_LARGEST = 1 << 30
_HARMLESS = 1 << 25  # below this size no ratio of compression is suspicious
_RATIO = 400
_LOAD = 1 << 22
_STEP = 1 << 14  # packed bytes at a time: what comes of them still fits into the processor's cache
_LEVEL = 2  # a third of the time of the usual 6, files a third larger until Excel saves them again


@dataclass(frozen=True)
class Packed:
    """New content, packed: a large part is never held whole."""

    data: bytes
    size: int
    crc: int

    @classmethod
    def of(cls, pieces: Iterable[bytes]) -> Packed:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        size, crc = 0, 0

        def pack(piece: bytes) -> bytes:
            nonlocal size, crc
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            return packer.compress(piece)

        with ThreadPoolExecutor(1) as beside:  # one load is packed while the next is made
            packing: list[Future[bytes]] = []
            for load in _loads(pieces):
                packing.append(beside.submit(pack, load))
                packing[max(len(packing) - 2, 0)].result()
            packed = b"".join([*(done.result() for done in packing), packer.flush()])
        return cls(packed, size, crc)

    def blocks(self) -> Iterator[bytes]:
        """The content again, in pieces."""
        return _unpacked(self.data)


def _loads(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces in loads large enough to be worth handing over to somebody else."""
    load: list[bytes] = []
    size = 0
    for piece in pieces:
        load.append(piece)
        size += len(piece)
        if size > _LOAD:
            yield b"".join(load)
            load, size = [], 0
    yield b"".join(load)


def _unpacked(packed: bytes | memoryview) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _STEP):
        if block := unpacker.decompress(packed[start : start + _STEP]):
            yield block
    if not unpacker.eof:
        raise zlib.error("incomplete")


@dataclass(frozen=True)
class Member:
    """One entry of a zip file with its content still packed."""

    name: bytes
    packed: memoryview | bytes
    size: int
    crc: int
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    moment: int = _MOMENT
    made_by: int = _MADE_BY
    needs: int = _MADE_BY
    local_extra: bytes = b""
    extra: bytes = b""
    comment: bytes = b""
    internal: int = 0
    external: int = 0

    @classmethod
    def kept(cls, data: memoryview, info: zipfile.ZipInfo) -> Member:
        """The entry of an existing file; sizes move from behind the content to the front of it."""
        start = info.header_offset + _LOCAL.size
        *_, name_length, extra_length = _LOCAL.unpack(data[info.header_offset : start])
        content = start + name_length + extra_length
        return cls(
            name=bytes(data[start : start + name_length]),
            packed=data[content : content + info.compress_size],
            size=info.file_size,
            crc=info.CRC,
            method=info.compress_type,
            flags=info.flag_bits & ~_SIZES_FOLLOW,
            moment=_dos(info),
            made_by=info.create_system << 8 | info.create_version,
            needs=info.extract_version,
            local_extra=_without_zip64(bytes(data[start + name_length : content])),
            extra=_without_zip64(info.extra),
            comment=info.comment,
            internal=info.internal_attr,
            external=info.external_attr,
        )

    @classmethod
    def made(cls, name: bytes, content: Packed) -> Member:
        """A new entry."""
        flags = 0 if name.isascii() else _UTF8
        return cls(name, content.data, content.size, content.crc, flags=flags)

    def local(self) -> bytes:
        numbers = (self.needs, self.flags, self.method, self.moment & 0xFFFF, self.moment >> 16)
        sizes = (self.crc, len(self.packed), self.size, len(self.name), len(self.local_extra))
        return _LOCAL.pack(b"PK\x03\x04", *numbers, *sizes) + self.name + self.local_extra

    def central(self, offset: int) -> bytes:
        numbers = (self.made_by, self.needs, self.flags, self.method, self.moment & 0xFFFF, self.moment >> 16)
        sizes = (self.crc, len(self.packed), self.size, len(self.name), len(self.extra), len(self.comment))
        head = _CENTRAL.pack(b"PK\x01\x02", *numbers, *sizes, 0, self.internal, self.external, offset)
        return head + self.name + self.extra + self.comment


def opened(data: bytes, file: str) -> zipfile.ZipFile:
    """The zip file; Refusal `damaged`, `encrypted` or `too_large` (a small file that unpacks into a huge one)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, UnicodeDecodeError) as error:
        raise Refusal("damaged", file=file, part="") from error
    infos = archive.infolist()
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise Refusal("encrypted", file=file)
    if sum(info.file_size for info in infos) > 2 * _LARGEST or any(map(_explodes, infos)):
        raise Refusal("too_large", file=file)
    return archive


def _explodes(info: zipfile.ZipInfo) -> bool:
    if info.file_size > _LARGEST:
        return True
    return info.file_size > _HARMLESS and info.file_size > _RATIO * max(info.compress_size, 1)


def blocks(data: memoryview, info: zipfile.ZipInfo, file: str, *, known: bool = False) -> Iterator[bytes]:
    """A member unpacked in pieces, never longer than it declares; Refusal `damaged`.

    Its checksum is compared unless it is `known` to be right.
    """
    size, crc = 0, 0
    try:
        for block in _content(Member.kept(data, info)):
            size, crc = size + len(block), info.CRC if known else zlib.crc32(block, crc)
            if size > info.file_size:
                break
            yield block
    except (zlib.error, struct.error) as error:
        raise Refusal("damaged", file=file, part=info.filename) from error
    if (size, crc) != (info.file_size, info.CRC):
        raise Refusal("damaged", file=file, part=info.filename)


def _content(member: Member) -> Iterator[bytes]:
    if member.method == zipfile.ZIP_DEFLATED:
        yield from _unpacked(member.packed)
    elif member.method == zipfile.ZIP_STORED:
        yield bytes(member.packed)
    else:
        raise zlib.error("method")


def joined(members: Iterable[Member], comment: bytes = b"") -> bytes:
    """The bytes of a zip file of these members, in this order."""
    pieces: list[bytes | memoryview] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        directory.append(member.central(offset))
        pieces += [member.local(), member.packed]
        offset += len(pieces[-2]) + len(pieces[-1])
    listed = b"".join(directory)
    count = len(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), offset, len(comment))
    return b"".join([*pieces, listed, end, comment])


def _dos(info: zipfile.ZipInfo) -> int:
    year, month, day, hour, minute, second = info.date_time
    return (year - 1980 << 9 | month << 5 | day) << 16 | hour << 11 | minute << 5 | second // 2


def _without_zip64(extra: bytes) -> bytes:
    """The extra field without the 64 bit sizes: the plain fields hold them now."""
    kept, position = b"", 0
    while position + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, position)
        following = position + _EXTRA.size + length
        if kind != _ZIP64:
            kept += extra[position:following]
        position = following
    return kept + extra[position:]
