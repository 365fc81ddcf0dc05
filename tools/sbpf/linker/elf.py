"""Relink one BPF relocatable object of LLVM into a loadable sBPF ELF, version 0 or 3.

v0: text, read-only data and a dynamic section whose relocations name the syscalls; addresses start at 0x1_0000_0000 plus the
    file offset and are resolved here.
v3: two program headers, read-only data at 0 and text at 0x1_0000_0000; a syscall is a call of the murmur3 hash of its name.
"""

import struct

REGION = 0x1_0000_0000
EM_BPF, ET_REL, ET_DYN = 247, 1, 3
SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB, SHT_RELA, SHT_DYNAMIC, SHT_NOBITS, SHT_REL, SHT_DYNSYM = 1, 2, 3, 4, 6, 8, 9, 11
SHF_WRITE, SHF_ALLOC, SHF_EXEC = 1, 2, 4
STT_SECTION, STT_FUNC = 3, 2
R_BPF_64_64, R_BPF_64_ABS64, R_BPF_64_32 = 1, 2, 10
LDDW, CALL, CALLX = 0x18, 0x85, 0x8D
HEADER, PROGRAM_HEADER, SYMBOL = 64, 56, 24

SYSCALLS = """
    abort sol_panic_ sol_log_ sol_log_64_ sol_log_pubkey sol_log_compute_units_ sol_log_data
    sol_create_program_address sol_try_find_program_address sol_sha256 sol_keccak256 sol_blake3 sol_poseidon
    sol_secp256k1_recover sol_curve_validate_point sol_curve_group_op sol_curve_multiscalar_mul
    sol_curve_pairing_map sol_curve_decompress sol_alt_bn128_group_op sol_alt_bn128_compression
    sol_big_mod_exp sol_get_clock_sysvar sol_get_epoch_schedule_sysvar sol_get_fees_sysvar sol_get_rent_sysvar
    sol_get_last_restart_slot sol_get_epoch_rewards_sysvar sol_get_epoch_stake sol_get_sysvar sol_memcpy_
    sol_memmove_ sol_memcmp_ sol_memset_ sol_invoke_signed_c sol_invoke_signed_rust sol_alloc_free_
    sol_set_return_data sol_get_return_data sol_get_processed_sibling_instruction sol_get_stack_height
    sol_remaining_compute_units
""".split()  # noqa: SIM905


class LinkError(Exception):
    pass


def murmur3(data):
    """32-bit murmur3 with seed 0."""
    mask, h = 0xFFFFFFFF, 0
    for start in range(0, len(data), 4):
        chunk = data[start : start + 4]
        k = int.from_bytes(chunk, "little") * 0xCC9E2D51 & mask
        h ^= (k << 15 | k >> 17) * 0x1B873593 & mask
        if len(chunk) == 4:
            h = (h << 13 | h >> 19) * 5 + 0xE6546B64 & mask
    h ^= len(data)
    h = (h ^ h >> 16) * 0x85EBCA6B & mask
    h = (h ^ h >> 13) * 0xC2B2AE35 & mask
    return h ^ h >> 16


SYSCALL_BY_HASH = {murmur3(n.encode()): n for n in SYSCALLS}


def aligned(value, alignment):
    return -(-value // alignment) * alignment


def c_string(data, offset):
    return data[offset : data.index(0, offset)].decode()


class Section:
    def __init__(self, data, offset, index) -> None:
        self.index = index
        (self.name_offset, self.type, self.flags, _, file_offset, self.size, self.link, self.info, self.align, _) = (
            struct.unpack_from("<IIQQQQIIQQ", data, offset)
        )
        self.data = bytes(self.size) if self.type == SHT_NOBITS else data[file_offset : file_offset + self.size]


class Symbol:
    def __init__(self, table, strings, offset) -> None:
        title, info, _, self.section, self.value, self.size = struct.unpack_from("<IBBHQQ", table, offset)
        self.type, self.name = info & 15, c_string(strings, title)
        if self.name == "__bpf_trap":
            self.name = "abort"


def read_object(data):
    kind, machine = struct.unpack_from("<HH", data, 16)
    if data[:6] != b"\x7fELF\x02\x01" or (kind, machine) != (ET_REL, EM_BPF):
        raise LinkError("not a BPF relocatable object")
    (table,) = struct.unpack_from("<Q", data, 40)
    entry_size, count, names_index = struct.unpack_from("<HHH", data, 58)
    sections = [Section(data, table + n * entry_size, n) for n in range(count)]
    for section in sections:
        section.name = c_string(sections[names_index].data, section.name_offset)
    symbols = [
        Symbol(s.data, sections[s.link].data, at)
        for s in sections
        if s.type == SHT_SYMTAB
        for at in range(0, s.size, SYMBOL)
    ]
    return sections, symbols


class Image:
    """Text and read-only data at their final addresses, with the syscall relocations left to the loader (v0)."""

    def __init__(self, data, arch) -> None:
        self.v0 = arch == "v0"
        self.sections, self.symbols = read_object(data)
        self.dynamic_names, self.dynamic_relocations = [], []
        self._place()
        self._relocate()
        self._check_instructions()

    def _place(self) -> None:
        code = [s for s in self.sections if s.flags & SHF_EXEC and s.type == SHT_PROGBITS and s.size]
        fixed = [
            s
            for s in self.sections
            if s.flags & SHF_ALLOC
            and not s.flags & SHF_EXEC
            and s.size
            and s.type in (SHT_PROGBITS, SHT_NOBITS, 14, 15)
        ]
        for section in fixed:
            if section.flags & SHF_WRITE and not section.name.startswith(".data.rel.ro"):
                owners = ", ".join(y.name for y in self.symbols if y.section == section.index and y.name)
                raise LinkError(
                    f"writable section {section.name} ({section.size} bytes): sBPF has no mutable statics: {owners}"
                )
        self.text, self.text_offsets = self._concatenate(code, lambda _: 8)
        self.rodata, self.rodata_offsets = self._concatenate(fixed, lambda s: max(s.align, 1))
        if self.v0:
            self.text_at = HEADER + 3 * PROGRAM_HEADER
            self.rodata_at = aligned(self.text_at + len(self.text), 16)
            self.text_address, self.rodata_address = REGION + self.text_at, REGION + self.rodata_at
        else:
            self.rodata_at = HEADER + (2 if self.rodata else 1) * PROGRAM_HEADER
            self.text_at = self.rodata_at + len(self.rodata)
            self.text_address, self.rodata_address = REGION, 0

    @staticmethod
    def _concatenate(sections, alignment):
        content, offsets = bytearray(), {}
        for section in sections:
            content += bytes(-len(content) % alignment(section))
            offsets[section.index] = len(content)
            content += section.data
        return content + bytes(-len(content) % 8), offsets

    def _address(self, symbol):
        if symbol.section in self.text_offsets:
            return self.text_address + self.text_offsets[symbol.section] + symbol.value
        if symbol.section in self.rodata_offsets:
            return self.rodata_address + self.rodata_offsets[symbol.section] + symbol.value
        raise LinkError(f"undefined data symbol {symbol.name}")

    def _relocate(self) -> None:
        self.resolved_calls, undefined = set(), set()
        for section in self.sections:
            if section.type not in (SHT_REL, SHT_RELA):
                continue
            layout = "<QQ" if section.type == SHT_REL else "<QQq"
            for offset, info, *rest in struct.iter_unpack(layout, section.data):
                kind, symbol, addend = info & 0xFFFFFFFF, self.symbols[info >> 32], sum(rest)
                if section.info in self.text_offsets:
                    at = self.text_offsets[section.info] + offset
                    if kind == R_BPF_64_64:
                        (low,) = struct.unpack_from("<I", self.text, at + 4)
                        (high,) = struct.unpack_from("<I", self.text, at + 12)
                        address = self._address(symbol) + (high << 32 | low) + addend
                        struct.pack_into("<I", self.text, at + 4, address & 0xFFFFFFFF)
                        struct.pack_into("<I", self.text, at + 12, address >> 32)
                    elif kind == R_BPF_64_32 and symbol.section:
                        self._local_call(at, symbol)
                    elif kind == R_BPF_64_32 and symbol.name in SYSCALLS:
                        self._syscall(at, symbol.name)
                    elif kind == R_BPF_64_32:
                        undefined.add(symbol.name)
                    else:
                        raise LinkError(f"relocation type {kind} in the text")
                elif section.info in self.rodata_offsets:
                    if kind != R_BPF_64_ABS64:
                        raise LinkError(f"relocation type {kind} in read-only data")
                    at = self.rodata_offsets[section.info] + offset
                    (value,) = struct.unpack_from("<Q", self.rodata, at)
                    struct.pack_into("<Q", self.rodata, at, self._address(symbol) + value + addend)
        if undefined:
            raise LinkError("undefined symbols: " + ", ".join(sorted(undefined)))

    def _local_call(self, at, symbol) -> None:
        (within,) = struct.unpack_from("<i", self.text, at + 4)
        target = (self.text_offsets[symbol.section] + symbol.value) // 8 + (
            within + 1 if symbol.type == STT_SECTION else 0
        )
        self.text[at + 1] = 0x10
        struct.pack_into("<i", self.text, at + 4, target - at // 8 - 1)
        self.resolved_calls.add(at)

    def _syscall(self, at, title) -> None:
        self.resolved_calls.add(at)
        if self.v0:
            self.text[at + 1] = 0x10
            struct.pack_into("<i", self.text, at + 4, -1)
            if title not in self.dynamic_names:
                self.dynamic_names.append(title)
            self.dynamic_relocations.append((self.text_at + at, self.dynamic_names.index(title) + 1))
        else:
            self.text[at + 1] = 0
            struct.pack_into("<I", self.text, at + 4, murmur3(title.encode()))

    def _check_instructions(self) -> None:
        at = 0
        while at < len(self.text):
            opcode, registers = self.text[at], self.text[at + 1]
            if opcode == CALLX and self.v0:  # v0 takes the register from the immediate
                self.text[at + 1] = 0
                struct.pack_into("<i", self.text, at + 4, registers & 15)
            elif opcode == CALL and at not in self.resolved_calls and not registers >> 4:
                (number,) = struct.unpack_from(
                    "<I", self.text, at + 4
                )  # a call of a constant address: a static syscall
                if number not in SYSCALL_BY_HASH:
                    raise LinkError(f"call of unknown static syscall {number:#x}")
                self._syscall(at, SYSCALL_BY_HASH[number])
            elif opcode & 0xE7 == 0xC3:
                raise LinkError("atomic instruction")
            elif opcode & 7 == 6 and self.v0:
                raise LinkError("32-bit jump")
            if 11 in (self.text[at + 1] & 15, self.text[at + 1] >> 4):
                raise LinkError("register r11 (stack arguments)")
            at += 16 if opcode == LDDW else 8

    def functions(self):
        return [
            (y.name, self.text_offsets[y.section] + y.value, y.size)
            for y in self.symbols
            if y.section in self.text_offsets and y.type == STT_FUNC
        ]
