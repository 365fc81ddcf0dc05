"""The sBPF ELF of an image: sections, program headers and, for v0, the dynamic section that names the syscalls."""

import struct

from elf import (
    EM_BPF,
    ET_DYN,
    HEADER,
    PROGRAM_HEADER,
    R_BPF_64_32,
    REGION,
    SHF_ALLOC,
    SHF_EXEC,
    SHF_WRITE,
    SHT_DYNAMIC,
    SHT_DYNSYM,
    SHT_PROGBITS,
    SHT_REL,
    SHT_STRTAB,
    SHT_SYMTAB,
    SYMBOL,
    Image,
    LinkError,
)


class Writer:
    """An ELF file in the making: content first, then the section headers."""

    def __init__(self, size) -> None:
        self.out, self.headers, self.names = bytearray(size), [bytes(64)], bytearray(b"\0")

    def append(self, content, alignment=8):
        self.out += bytes(-len(self.out) % alignment)
        self.out += content
        return len(self.out) - len(content)

    def section(self, title, kind, flags, address, offset, size, link=0, info=0, alignment=8, entry=0) -> None:
        self.headers.append(
            struct.pack(
                "<IIQQQQIIQQ", len(self.names), kind, flags, address, offset, size, link, info, alignment, entry
            )
        )
        self.names += title.encode() + b"\0"

    def finish(self, entry, flags, program_headers):
        name_at = len(self.names)
        self.names += b".shstrtab\0"
        at = self.append(self.names, 1)
        self.headers.append(struct.pack("<IIQQQQIIQQ", name_at, SHT_STRTAB, 0, 0, at, len(self.names), 0, 0, 1, 0))
        table = self.append(b"".join(self.headers))
        self.out[:HEADER] = (
            b"\x7fELF\x02\x01\x01"
            + bytes(9)
            + struct.pack(
                "<HHIQQQIHHHHHH",
                ET_DYN,
                EM_BPF,
                1,
                entry,
                HEADER,
                table,
                flags,
                HEADER,
                PROGRAM_HEADER,
                len(program_headers),
                64,
                len(self.headers),
                len(self.headers) - 1,
            )
        )
        segments = b"".join(
            struct.pack("<IIQQQQQQ", kind, access, offset, address, address, size, size, 8)
            for kind, access, offset, address, size in program_headers
        )
        self.out[HEADER : HEADER + len(segments)] = segments
        return bytes(self.out)


def write_v0(image, entry, keep_symbols):
    w = Writer(image.text_at)
    w.append(image.text)
    w.append(image.rodata, 16)
    strings, symbols = bytearray(b"\0"), bytearray(SYMBOL)
    for title in image.dynamic_names:
        symbols += struct.pack("<IBBHQQ", len(strings), 0x10, 0, 0, 0, 0)
        strings += title.encode() + b"\0"
    dynamic_at = w.append(bytes(8 * 16))
    symbols_at, strings_at = w.append(symbols), w.append(strings, 1)
    relocations = b"".join(struct.pack("<QQ", at, n << 32 | R_BPF_64_32) for at, n in image.dynamic_relocations)
    relocations_at = w.append(relocations)
    tags = [
        (17, relocations_at),
        (18, len(relocations)),
        (19, 16),
        (6, symbols_at),
        (11, SYMBOL),
        (5, strings_at),
        (10, len(strings)),
        (0, 0),
    ]
    w.out[dynamic_at : dynamic_at + 8 * 16] = b"".join(struct.pack("<QQ", *t) for t in tags)

    text_at, rodata_at = image.text_at, image.rodata_at
    w.section(".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXEC, text_at, text_at, len(image.text))
    if image.rodata:
        w.section(".rodata", SHT_PROGBITS, SHF_ALLOC, rodata_at, rodata_at, len(image.rodata), alignment=16)
    dynamic = len(w.headers)
    w.section(
        ".dynamic", SHT_DYNAMIC, SHF_ALLOC | SHF_WRITE, dynamic_at, dynamic_at, 8 * 16, link=dynamic + 2, entry=16
    )
    w.section(
        ".dynsym", SHT_DYNSYM, SHF_ALLOC, symbols_at, symbols_at, len(symbols), link=dynamic + 2, info=1, entry=SYMBOL
    )
    w.section(".dynstr", SHT_STRTAB, SHF_ALLOC, strings_at, strings_at, len(strings), alignment=1)
    w.section(
        ".rel.dyn", SHT_REL, SHF_ALLOC, relocations_at, relocations_at, len(relocations), link=dynamic + 1, entry=16
    )
    if keep_symbols:
        write_symbols(w, image, 1, text_at)
    return w.finish(
        text_at + entry,
        0,
        [
            (1, 5, text_at, text_at, len(image.text)),
            (1, 4, rodata_at, rodata_at, len(image.rodata)),
            (2, 6, dynamic_at, dynamic_at, 8 * 16),
        ],
    )


def write_v3(image, entry, keep_symbols):
    w = Writer(image.rodata_at)
    w.append(image.rodata)
    w.append(image.text)
    segments = [(1, 1, image.text_at, REGION, len(image.text))]
    if image.rodata:
        segments.insert(0, (1, 4, image.rodata_at, 0, len(image.rodata)))
        w.section(".rodata", SHT_PROGBITS, SHF_ALLOC, 0, image.rodata_at, len(image.rodata))
    w.section(".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXEC, REGION, image.text_at, len(image.text))
    if keep_symbols:
        write_symbols(w, image, len(w.headers) - 1, REGION)
    return w.finish(REGION + entry, 3, segments)


def write_symbols(w, image, text_section, base) -> None:
    strings, symbols = bytearray(b"\0"), bytearray(SYMBOL)
    for title, offset, size in image.functions():
        symbols += struct.pack("<IBBHQQ", len(strings), 0x12, 0, text_section, base + offset, size)
        strings += title.encode() + b"\0"
    symbols_at, strings_at = w.append(symbols), w.append(strings, 1)
    w.section(".symtab", SHT_SYMTAB, 0, 0, symbols_at, len(symbols), link=len(w.headers) + 1, info=1, entry=SYMBOL)
    w.section(".strtab", SHT_STRTAB, 0, 0, strings_at, len(strings), alignment=1)


def relink(data, arch, entry, keep_symbols=False):
    """The sBPF ELF of a BPF object; `entry` names the function that the loader starts."""
    image = Image(data, arch)
    starts = [offset for title, offset, _ in image.functions() if title == entry]
    if not starts:
        raise LinkError(f"no function {entry}")
    return (write_v0 if image.v0 else write_v3)(image, starts[0], keep_symbols)
