"""Lowering of what LLVM 22's BPF backend refuses: wide arithmetic and long memory operations.

Wide arithmetic becomes calls of the helpers in sbpf_rt.rs, which work on 64-bit halves and are linked in afterwards.
"""

import llvm_c as llvm
from ir import (
    ASHR,
    CALL,
    LSHR,
    MUL,
    NE,
    SDIV,
    SHL,
    SREM,
    UDIV,
    UGT,
    UREM,
    constant,
    die,
    instructions,
    name,
    width,
)

MEMCPY_INLINE, MEMMOVE_INLINE, MEMSET_INLINE = 64, 32, 96  # bytes; longer or unknown lengths go to the syscall
DIVISIONS = {UDIV: "__sbpf_udivti", SDIV: "__sbpf_divti", UREM: "__sbpf_umodti", SREM: "__sbpf_modti"}


class Arithmetic:
    """One round of lowering over one function; `run` returns the number of replaced instructions."""

    def __init__(self, module, function) -> None:
        self.m, self.function, self.slot = module, function, None

    def run(self):
        return sum(self._lower(i) for i in instructions(self.function))

    def _lower(self, inst):
        opcode, bits = llvm.GetInstructionOpcode(inst), width(inst)
        if opcode in (SDIV, SREM) and 0 < bits <= 64:
            result = self._signed_division_64(inst, opcode)
        elif opcode in (MUL, *DIVISIONS) and bits > 64:
            result = self._wide(inst, opcode, bits)
        elif opcode in (SHL, LSHR, ASHR) and bits > 64 and constant(llvm.GetOperand(inst, 1)) is None:
            result = self._variable_shift(inst, opcode, bits)
        elif opcode == CALL:
            return self._intrinsic(inst)
        else:
            return 0
        self.m.replace(inst, result)
        return 1

    def _scratch(self):
        self.slot = self.slot or self.m.stack_slot(self.function, 2)
        return self.slot

    def _through_slot(self, helper, result, a_halves, b_halves):
        """Call helper(slot, a, b), which leaves an i128 in the slot; returns (call, i128)."""
        m = self.m
        slot = self._scratch()
        call = m.call(helper, result, [m.pointer] + [m.i64] * 4, [slot, *a_halves, *b_halves])
        return call, slot

    def _signed_division_64(self, inst, opcode):  # cpu v2 has no signed division
        m = self.m
        m.before(inst)
        operands = [m.widen(llvm.GetOperand(inst, n), signed=True) for n in (0, 1)]
        result = m.call("__sbpf_sdiv64" if opcode == SDIV else "__sbpf_srem64", m.i64, [m.i64] * 2, operands)
        return result if width(inst) == 64 else m.build("Trunc", result, llvm.TypeOf(inst))

    def _wide(self, inst, opcode, bits):
        m = self.m
        m.before(inst)
        if bits == 256 and opcode == MUL:
            return self._multiply_256(llvm.GetOperand(inst, 0), llvm.GetOperand(inst, 1))
        if bits > 128:
            die(f"i{bits} arithmetic in {name(self.function)}")
        a, b = (m.widen(llvm.GetOperand(inst, n), opcode in (SDIV, SREM), m.i128) for n in (0, 1))
        (a_low, a_high), (b_low, b_high) = m.halves(a), m.halves(b)
        if opcode == MUL:
            low = m.build("Mul", a_low, b_low)
            high = m.call("__sbpf_mulhi", m.i64, [m.i64] * 2, [a_low, b_low])
            if constant(b_high) != 0:
                high = m.build("Add", high, m.build("Mul", a_low, b_high))
            if constant(a_high) != 0:
                high = m.build("Add", high, m.build("Mul", a_high, b_low))
            result = m.joined(low, high)
        else:
            _, slot = self._through_slot(DIVISIONS[opcode], m.void, (a_low, a_high), (b_low, b_high))
            result = m.load(m.i128, slot)
        return result if bits == 128 else m.build("Trunc", result, llvm.TypeOf(inst))

    def _multiply_256(self, a, b):  # core prints 128-bit integers with it
        m = self.m
        (a_low, a_high), (b_low, b_high) = m.halves_256(a), m.halves_256(b)
        slot = m.stack_slot(self.function, 4)
        m.call("__sbpf_mul256", m.void, [m.pointer] + [m.i64] * 4, [slot, *m.halves(a_low), *m.halves(b_low)])
        result = m.load(m.i256, slot)
        for x, y in ((a_low, b_high), (a_high, b_low)):
            if constant(x) != 0 and constant(y) != 0:
                high = m.build("Shl", m.build("ZExt", m.build("Mul", x, y), m.i256), llvm.ConstInt(m.i256, 128, 0))
                result = m.build("Add", result, high)
        return result

    def _variable_shift(self, inst, opcode, bits):
        m = self.m
        m.before(inst)
        value = m.widen(llvm.GetOperand(inst, 0), opcode == ASHR, m.i128)
        amount = m.widen(llvm.GetOperand(inst, 1), False, m.i128)
        (low, high), amount = m.halves(value), m.build("Trunc", amount, m.i64)
        shift = m.build("And", amount, m.c64(63))
        inverse = m.build("Xor", shift, m.c64(63))
        far = m.build("ICmp", UGT, amount, m.c64(63))

        def pick(when_far, otherwise):
            return m.build("Select", far, when_far, otherwise)

        if opcode == SHL:
            near_low = m.build("Shl", low, shift)
            carried = m.build("LShr", m.build("LShr", low, m.c64(1)), inverse)
            near_high = m.build("Or", m.build("Shl", high, shift), carried)
            low, high = pick(m.c64(0), near_low), pick(near_low, near_high)
        else:
            right = "LShr" if opcode == LSHR else "AShr"
            near_high = m.build(right, high, shift)
            carried = m.build("Shl", m.build("Shl", high, m.c64(1)), inverse)
            near_low = m.build("Or", m.build("LShr", low, shift), carried)
            fill = m.c64(0) if opcode == LSHR else m.build("AShr", high, m.c64(63))
            low, high = pick(near_high, near_low), pick(fill, near_high)
        result = m.joined(low, high)
        return result if bits == 128 else m.build("Trunc", result, llvm.TypeOf(inst))

    def _intrinsic(self, inst):
        m, callee = self.m, llvm.GetCalledValue(inst)
        title = name(callee) if llvm.IsAFunction(callee) else ""
        if title in (
            "llvm.umul.with.overflow.i64",
            "llvm.smul.with.overflow.i64",
            "llvm.umul.with.overflow.i128",
            "llvm.smul.with.overflow.i128",
        ):
            m.before(inst)
            m.replace(inst, self._checked_multiply(inst, signed=title[5] == "s", bits=int(title.rsplit(".i")[-1])))
        elif title.startswith(("llvm.memcpy.p0", "llvm.memmove.p0", "llvm.memset.p0")):
            return self._memory(inst, title.split(".")[1])
        elif title in ("llvm.fshl.i128", "llvm.fshr.i128") and constant(llvm.GetOperand(inst, 2)) is None:
            m.before(inst)
            m.replace(inst, self._funnel_shift(inst, left=title == "llvm.fshl.i128"))
        elif title in ("llvm.trap", "llvm.debugtrap"):
            m.before(inst)
            m.call("abort", m.void, [], [])
            llvm.InstructionEraseFromParent(inst)
        else:
            return 0
        return 1

    def _checked_multiply(self, inst, signed, bits):
        m = self.m
        a, b = llvm.GetOperand(inst, 0), llvm.GetOperand(inst, 1)
        if bits == 64:
            product = m.build("Mul", a, b)
            if not signed and constant(b):
                overflow = m.build("ICmp", UGT, a, m.c64((2**64 - 1) // constant(b)))
            else:
                flag = m.call("__sbpf_smulo64" if signed else "__sbpf_umulo64", m.i64, [m.i64] * 2, [a, b])
                overflow = m.build("ICmp", NE, flag, m.c64(0))
        else:
            flag, slot = self._through_slot(
                "__sbpf_smuloti" if signed else "__sbpf_umuloti", m.i64, m.halves(a), m.halves(b)
            )
            overflow = m.build("ICmp", NE, flag, m.c64(0))
            product = m.load(m.i128, slot)
        pair = m.build("InsertValue", llvm.GetPoison(llvm.TypeOf(inst)), product, 0)
        return m.build("InsertValue", pair, overflow, 1)

    def _memory(self, inst, operation) -> int:
        m, length = self.m, llvm.GetOperand(inst, 2)
        limit = {"memcpy": MEMCPY_INLINE, "memmove": MEMMOVE_INLINE, "memset": MEMSET_INLINE}[operation]
        if constant(length) is not None and constant(length) <= limit:
            return 0
        m.before(inst)
        length = m.widen(length, False)
        second = m.i8 if operation == "memset" else m.pointer
        m.call(
            "sol_memset_" if operation == "memset" else "sol_memmove_",
            m.void,
            [m.pointer, second, m.i64],
            [llvm.GetOperand(inst, 0), llvm.GetOperand(inst, 1), length],
        )
        llvm.InstructionEraseFromParent(inst)
        return 1

    def _funnel_shift(self, inst, left):
        m = self.m
        high, low, amount = (llvm.GetOperand(inst, n) for n in range(3))
        amount = m.build("And", amount, m.c128(127))
        inverse = m.build("Xor", amount, m.c128(127))
        if left:
            return m.build(
                "Or", m.build("Shl", high, amount), m.build("LShr", m.build("LShr", low, m.c128(1)), inverse)
            )
        return m.build("Or", m.build("LShr", low, amount), m.build("Shl", m.build("Shl", high, m.c128(1)), inverse))


def lower_arithmetic(module):
    """One round over the whole module; returns the number of replaced instructions."""
    return sum(Arithmetic(module, f).run() for f in module.defined())


# ---- arguments
