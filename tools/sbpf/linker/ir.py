"""One LLVM module with the helpers that the passes of this linker share."""

import ctypes
import sys

import llvm_c as llvm

MUL, UDIV, SDIV, UREM, SREM, SHL, LSHR, ASHR = 12, 14, 15, 17, 18, 20, 21, 22  # LLVMOpcode
ZEXT, SEXT, CALL = 31, 32, 45
NE, UGT = 33, 34  # LLVMIntPredicate
VOID_KIND, INTEGER_KIND, STRUCT_KIND, ARRAY_KIND = 0, 8, 10, 11  # LLVMTypeKind
INTERNAL, PRIVATE = 8, 9  # LLVMLinkage


def die(message) -> None:
    sys.exit(f"sbpf-ld: error: {message}")


def name(value):
    length = ctypes.c_size_t()
    return ctypes.string_at(llvm.GetValueName2(value, ctypes.byref(length)), length.value).decode()


def width(value):
    """Bits of an integer value, 0 for any other type."""
    kind = llvm.TypeOf(value)
    return llvm.GetIntTypeWidth(kind) if llvm.GetTypeKind(kind) == INTEGER_KIND else 0


def constant(value):
    """The low 64 bits of a constant integer, else None."""
    return llvm.ConstIntGetZExtValue(value) if llvm.IsAConstantInt(value) else None


def _walk(item, following):
    while item:
        after = following(item)
        yield item
        item = after


def blocks(function):
    return list(_walk(llvm.GetFirstBasicBlock(function), llvm.GetNextBasicBlock))


def instructions(function):
    return [i for b in blocks(function) for i in _walk(llvm.GetFirstInstruction(b), llvm.GetNextInstruction)]


def functions(module):
    return _walk(llvm.GetFirstFunction(module), llvm.GetNextFunction)


def symbols(module):
    yield from functions(module)
    yield from _walk(llvm.GetFirstGlobal(module), llvm.GetNextGlobal)


class Module:
    """The module under construction, its BPF target machine, and one instruction builder."""

    def __init__(self, level) -> None:
        self.context = llvm.ContextCreate()
        self.errors = []
        self._handler = llvm.DiagnosticHandler(self._diagnostic)
        llvm.ContextSetDiagnosticHandler(self.context, self._handler, None)
        options = [b"sbpf-ld", b"-bpf-stack-size=4096"]
        llvm.ParseCommandLineOptions(len(options), (ctypes.c_char_p * len(options))(*options), b"")
        target, message = ctypes.c_void_p(), ctypes.c_char_p()
        if llvm.GetTargetFromTriple(b"bpfel", ctypes.byref(target), ctypes.byref(message)):
            die(message.value.decode())
        # cpu v2: no 32-bit ALU, whose zero extension sBPF does not share
        self.machine = llvm.CreateTargetMachine(target, b"bpfel", b"v2", b"+allows-misaligned-mem-access", level, 2, 0)
        self.pass_options = llvm.CreatePassBuilderOptions()
        self.module = llvm.ModuleCreateWithNameInContext(b"sbpf", self.context)
        self.builder = llvm.CreateBuilderInContext(self.context)
        self.i8, self.i64, self.i128, self.i256 = (llvm.IntTypeInContext(self.context, n) for n in (8, 64, 128, 256))
        self.pointer, self.void = llvm.PointerTypeInContext(self.context, 0), llvm.VoidTypeInContext(self.context)

    def _diagnostic(self, info, _) -> None:
        if llvm.GetDiagInfoSeverity(info) == 0:
            self.errors.append(llvm.GetDiagInfoDescription(info).decode(errors="replace"))

    # ---- whole module

    def parse(self, data, title):
        buffer = llvm.CreateMemoryBufferWithMemoryRangeCopy(data, len(data), title.encode())
        module = ctypes.c_void_p()
        if llvm.ParseBitcodeInContext2(self.context, buffer, ctypes.byref(module)):
            die(f"cannot parse bitcode {title}: {self.errors}")
        return module

    def link(self, module, title) -> None:
        if llvm.LinkModules2(self.module, module):
            die(f"cannot link {title}: {self.errors}")

    def defined(self):
        return [f for f in functions(self.module) if not llvm.IsDeclaration(f)]

    def internalize(self, entry) -> None:
        """Keep nothing but the entry point from global dead code elimination."""
        for used in (b"llvm.used", b"llvm.compiler.used"):
            value = llvm.GetNamedGlobal(self.module, used)
            if value:
                llvm.DeleteGlobal(value)
        for value in list(symbols(self.module)):
            if not llvm.IsDeclaration(value) and name(value) != entry and not name(value).startswith("llvm."):
                llvm.SetVisibility(value, 0)
                llvm.SetLinkage(value, INTERNAL)

    def run(self, passes) -> None:
        error = llvm.RunPasses(self.module, passes.encode(), self.machine, self.pass_options)
        if error:
            die(f"passes {passes}: {llvm.GetErrorMessage(error).decode()}")

    def verify(self, stage) -> None:
        message = ctypes.c_char_p()
        if llvm.VerifyModule(self.module, 2, ctypes.byref(message)):
            die(f"IR broken after {stage}: {message.value.decode()[:2000]}")

    def emit_object(self, path) -> None:
        message = ctypes.c_char_p()
        if llvm.TargetMachineEmitToFile(self.machine, self.module, path.encode(), 1, ctypes.byref(message)):
            die(message.value.decode())
        if self.errors:
            sys.exit("\n".join("sbpf-ld: error: " + e for e in sorted(set(self.errors))))

    # ---- instructions, placed by the builder

    def before(self, instruction) -> None:
        llvm.PositionBuilderBefore(self.builder, instruction)

    def build(self, operation, *operands):
        """Places an instruction of that name, such as Add of two values; it stays unnamed."""
        return getattr(llvm, "Build" + operation)(self.builder, *operands, b"")

    def c64(self, value):
        return llvm.ConstInt(self.i64, value & (2**64 - 1), 0)

    def c128(self, value):
        return llvm.ConstInt(self.i128, value, 0)

    def call(self, callee, result, parameters, arguments):
        """Call a function by name, declaring it at first use."""
        kind = llvm.FunctionType(result, llvm.array(parameters), len(parameters), 0)
        function = llvm.GetNamedFunction(self.module, callee.encode()) or llvm.AddFunction(
            self.module, callee.encode(), kind
        )
        return self.build("Call2", kind, function, llvm.array(arguments), len(arguments))

    def load(self, kind, pointer):
        value = self.build("Load2", kind, pointer)
        llvm.SetAlignment(value, 8)
        return value

    def stack_slot(self, function, words, title=b""):
        """An 8-byte aligned buffer in the entry block."""
        builder = llvm.CreateBuilderInContext(self.context)
        llvm.PositionBuilderBefore(builder, llvm.GetFirstInstruction(llvm.GetFirstBasicBlock(function)))
        slot = llvm.BuildAlloca(builder, llvm.ArrayType2(self.i64, words), title)
        llvm.SetAlignment(slot, 8)
        return slot

    def replace(self, instruction, value) -> None:
        llvm.ReplaceAllUsesWith(instruction, value)
        llvm.InstructionEraseFromParent(instruction)

    def widen(self, value, signed, kind=None):
        """Extend to `kind` (default i64) unless the value is that wide already."""
        kind = kind or self.i64
        if width(value) == llvm.GetIntTypeWidth(kind):
            return value
        return self.build("SExt" if signed else "ZExt", value, kind)

    def halves(self, value):
        """Low and high 64 bits of an i128."""
        if llvm.IsAInstruction(value) and llvm.GetInstructionOpcode(value) in (ZEXT, SEXT):
            source, signed = llvm.GetOperand(value, 0), llvm.GetInstructionOpcode(value) == SEXT
            if width(source) <= 64:
                low = self.widen(source, signed)
                return low, self.build("AShr", low, self.c64(63)) if signed else self.c64(0)
        high = self.build("LShr", value, self.c128(64))
        return self.build("Trunc", value, self.i64), self.build("Trunc", high, self.i64)

    def halves_256(self, value):
        """Low and high 128 bits of an i256."""
        if (
            llvm.IsAInstruction(value)
            and llvm.GetInstructionOpcode(value) == ZEXT
            and width(llvm.GetOperand(value, 0)) <= 128
        ):
            return self.widen(llvm.GetOperand(value, 0), False, self.i128), self.c128(0)
        high = self.build("LShr", value, llvm.ConstInt(self.i256, 128, 0))
        return self.build("Trunc", value, self.i128), self.build("Trunc", high, self.i128)

    def joined(self, low, high):
        high = self.build("Shl", self.build("ZExt", high, self.i128), self.c128(64))
        return self.build("Or", self.build("ZExt", low, self.i128), high)
