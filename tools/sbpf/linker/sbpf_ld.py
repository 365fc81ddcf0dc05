#!/usr/bin/env python3
"""Linker for rustc's BPF target that writes Solana sBPF ELF files.

rustc calls it as a linker of flavor `bpf`, with bitcode objects and rlibs. It links them into one module, optimises it,
lowers what LLVM's BPF backend refuses (lower.py), emits an object through libLLVM 22 and relinks that to sBPF (elf.py).
Own options, given through `-C link-arg`: --arch=v0|v3, --keep-symbols.
The environment variable SBPF_RUNTIME names the bitcode of sbpf_rt.rs.
"""

import os
import pathlib
import sys
import tempfile

import elf_file
import llvm_c as llvm
from arguments import ArgumentPacking, strip_sret
from elf import LinkError
from ir import INTERNAL, PRIVATE, Module, die, functions, name, symbols
from lower import lower_arithmetic

ENTRY = "entrypoint"
BITCODE_MAGIC = (b"BC\xc0\xde", b"\xde\xc0\x17\x0b")
OPTIMISATION = {"0": "O1", "1": "O1", "2": "O2", "3": "O3", "s": "Os", "z": "Oz"}
TAKES_VALUE = ("--export-symbols", "-L", "--cpu")


def parse_arguments(argv):
    options = {"arch": "v0", "opt": "3", "out": None, "keep_symbols": False}
    inputs, rest = [], iter(argv)
    for word in rest:
        if word.startswith("@"):
            return parse_arguments(pathlib.Path(word[1:]).read_text().splitlines())
        if word == "-o":
            options["out"] = next(rest)
        elif word in TAKES_VALUE:
            next(rest)
        elif word.startswith("--arch="):
            options["arch"] = word[7:]
        elif word == "--keep-symbols":
            options["keep_symbols"] = True
        elif word.startswith("-O"):
            options["opt"] = word[2:]
        elif not word.startswith("-"):
            inputs.append(word)
        elif word != "--debug":
            die(f"unknown option {word}")
    if not options["out"] or options["arch"] not in ("v0", "v3"):
        die("need -o FILE and --arch=v0 or v3")
    return inputs, options


def archive_members(data):
    """(name, content) of the members of a GNU ar archive."""
    position, long_names = 8, b""
    while position + 60 <= len(data):
        header = data[position : position + 60]
        title, size = header[:16].rstrip().decode(), int(header[48:58])
        body = data[position + 60 : position + 60 + size]
        position += 60 + size + (size & 1)
        if title == "//":
            long_names = body
        elif title not in ("/", "/SYM64/"):
            if title.startswith("/") and title[1:].isdigit():
                start = int(title[1:])
                title = long_names[start : long_names.index(b"\n", start)].decode()
            yield title.rstrip("/"), body


def load_inputs(m, paths) -> None:
    """Link the objects, then the archive members that define something undefined, until nothing changes."""
    pool = []
    for path in paths:
        data = pathlib.Path(path).read_bytes()
        if data.startswith(b"!<arch>\n"):
            for title, body in archive_members(data):
                if body.startswith(BITCODE_MAGIC):
                    member = m.parse(body, f"{path}({title})")
                    pool.append((f"{path}({title})", member, names(member, defined=True)))
        elif data.startswith(BITCODE_MAGIC):
            m.link(m.parse(data, path), path)
        elif not data.startswith(b"\x7fELF"):  # an ELF input is rustc's symbols.o: names only
            die(f"{path} is not bitcode")
    while True:
        missing = names(m.module, defined=False)
        wanted = [n for n, (_, _, provided) in enumerate(pool) if provided & missing]
        if not wanted:
            return
        for n in reversed(wanted):
            title, member, _ = pool.pop(n)
            m.link(member, title)


def names(module, defined):
    """Symbols that the module defines for others, or those that it still needs."""
    return {
        name(s)
        for s in symbols(module)
        if bool(llvm.IsDeclaration(s)) != defined and (not defined or llvm.GetLinkage(s) not in (INTERNAL, PRIVATE))
    }


def replace_body(m, function):
    """Put an empty function with one open block in the place of `function`; returns the new function."""
    title = name(function).encode()
    llvm.SetValueName2(function, title + b".std", len(title) + 4)
    new = llvm.AddFunction(m.module, title, llvm.GlobalGetValueType(function))
    llvm.ReplaceAllUsesWith(function, new)
    llvm.PositionBuilderAtEnd(m.builder, llvm.AppendBasicBlockInContext(m.context, new, b""))
    return new


def override_panics(m) -> None:
    """The contract of the platform tools' std: a panic calls custom_panic(info) where the program defines it, else logs the
    location through sol_panic_; running out of memory logs a line; both abort. A no_std program keeps its own handler.
    """
    with_std = any("panic_count" in name(s).lower() for s in symbols(m.module))
    for function in list(functions(m.module)):
        title = name(function)
        if llvm.IsDeclaration(function):
            continue
        if title.endswith("26___rust_alloc_error_handler"):
            replace_body(m, function)
            m.call("__sbpf_oom", m.void, [], [])
            llvm.BuildUnreachable(m.builder)
        elif with_std and title.endswith("rust_begin_unwind"):
            info = llvm.GetParam(replace_body(m, function), 0)
            custom = llvm.GetNamedFunction(m.module, b"custom_panic")
            if custom and not llvm.IsDeclaration(custom):
                m.build("Call2", llvm.GlobalGetValueType(custom), custom, llvm.array([info]), 1)
                m.call("abort", m.void, [], [])
            else:
                m.call("__sbpf_panic", m.void, [m.pointer], [info])
            llvm.BuildUnreachable(m.builder)


def lower(m) -> None:
    """Lower until nothing is left; the runtime helpers join after the first round and are lowered like the rest."""
    lower_arithmetic(m)
    runtime = os.environ.get("SBPF_RUNTIME") or die("SBPF_RUNTIME is not set")
    m.link(m.parse(pathlib.Path(runtime).read_bytes(), runtime), runtime)
    m.internalize(ENTRY)
    m.run("globaldce")
    while lower_arithmetic(m):
        m.verify("lowering")
        m.run("function(early-cse,simplifycfg,sroa,adce),globaldce")
    strip_sret(m)
    ArgumentPacking(m).run()
    m.verify("argument packing")
    m.run("function(sroa,early-cse,simplifycfg,adce),globaldce")
    m.verify("cleanup")


def main(argv) -> None:
    inputs, options = parse_arguments(argv)
    m = Module({"0": 0, "1": 1, "2": 2}.get(options["opt"], 3))
    load_inputs(m, inputs)
    entry = llvm.GetNamedFunction(m.module, ENTRY.encode())
    if not entry or llvm.IsDeclaration(entry):
        pathlib.Path(options["out"]).write_bytes(b"")  # a dependency that also declares crate-type cdylib
        return
    override_panics(m)
    llvm.StripModuleDebugInfo(m.module)
    m.internalize(ENTRY)
    m.run("globaldce,function(lower-atomic)")
    m.run(f"default<{OPTIMISATION[options['opt']]}>")
    m.verify("optimisation")
    lower(m)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/program.o"
        m.emit_object(path)
        data = pathlib.Path(path).read_bytes()
    try:
        result = elf_file.relink(data, options["arch"], ENTRY, options["keep_symbols"])
    except LinkError as error:
        die(error)
    pathlib.Path(options["out"]).write_bytes(result)


if __name__ == "__main__":
    main(sys.argv[1:])
