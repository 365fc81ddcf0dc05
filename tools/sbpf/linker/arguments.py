"""Calls that LLVM 22's BPF backend refuses: explicit sret attributes, and more than five argument registers."""

import llvm_c as llvm
from ir import (
    ARRAY_KIND,
    CALL,
    INTEGER_KIND,
    STRUCT_KIND,
    VOID_KIND,
    blocks,
    die,
    functions,
    instructions,
    name,
)

ARGUMENT_REGISTERS = 5


def strip_sret(module) -> None:
    """The backend refuses the attribute; the hidden pointer itself is an ordinary argument."""
    kind = llvm.GetEnumAttributeKindForName(b"sret", 4)
    for function in functions(module.module):
        for index in (1, 2):
            llvm.RemoveEnumAttributeAtIndex(function, index, kind)
        for inst in instructions(function):
            if llvm.GetInstructionOpcode(inst) == CALL:
                for index in (1, 2):
                    llvm.RemoveCallSiteEnumAttribute(inst, index, kind)


class ArgumentPacking:
    """Pass what exceeds the five argument registers through one buffer in the caller's frame.

    The split depends on the function type alone, so that direct calls, function pointers and trait objects agree.
    """

    def __init__(self, module) -> None:
        self.m = module
        self.dropped = {
            llvm.GetEnumAttributeKindForName(a, len(a)) for a in (b"memory", b"returned", b"allocsize", b"speculatable")
        }

    def run(self) -> None:
        defined = self.m.defined()
        for function in functions(self.m.module):
            if (
                llvm.IsDeclaration(function)
                and not name(function).startswith("llvm.")
                and self._split(llvm.GlobalGetValueType(function))
            ):
                die(f"external function {name(function)} takes more than {ARGUMENT_REGISTERS} registers")
        for function in defined:
            self._calls(function)
        for function in defined:
            self._definition(function)

    def _registers(self, kind):
        category = llvm.GetTypeKind(kind)
        if category == INTEGER_KIND:
            return max(1, (llvm.GetIntTypeWidth(kind) + 63) // 64)
        if category == STRUCT_KIND:
            return sum(
                self._registers(llvm.StructGetTypeAtIndex(kind, n)) for n in range(llvm.CountStructElementTypes(kind))
            )
        if category == ARRAY_KIND:
            return llvm.GetArrayLength2(kind) * self._registers(llvm.GetElementType(kind))
        return 0 if category == VOID_KIND else 1

    def _split(self, kind):
        """None if the arguments fit, else (kept indices, {packed index: (type, offset)}, buffer size, new function type)."""
        parameters = llvm.array([None] * llvm.CountParamTypes(kind))
        llvm.GetParamTypes(kind, parameters)
        parameters = list(parameters)[: llvm.CountParamTypes(kind)]
        result = llvm.GetReturnType(kind)
        room = ARGUMENT_REGISTERS - (self._registers(result) > 1)  # a wide result takes a hidden pointer
        sizes = [self._registers(p) for p in parameters]
        if sum(sizes) <= room:
            return None
        kept, used = [], 0
        for index, size in enumerate(sizes):
            if used + size > room - 1:
                break
            kept.append(index)
            used += size
        packed, offset = {}, 0
        for index in range(len(kept), len(parameters)):
            packed[index] = (parameters[index], offset)
            offset += sizes[index] * 8
        types = [parameters[n] for n in kept] + [self.m.pointer]
        return kept, packed, offset, llvm.FunctionType(result, llvm.array(types), len(types), 0)

    def _copy_attributes(self, source, target, kept, count, get, add) -> None:
        whole, result = 0xFFFFFFFF, 0
        for old, new in [(whole, whole), (result, result)] + [(1 + o, 1 + n) for n, o in enumerate(kept)]:
            attributes = llvm.array([None] * count(source, old))
            if count(source, old):
                get(source, old, attributes)
            for attribute in list(attributes)[: count(source, old)]:
                if llvm.IsStringAttribute(attribute) or llvm.GetEnumAttributeKind(attribute) not in self.dropped:
                    add(target, new, attribute)

    def _field(self, buffer, offset):
        return self.m.build("GEP2", self.m.i8, buffer, llvm.array([self.m.c64(offset)]), 1)

    def _calls(self, function) -> None:
        m, pending = self.m, []
        for inst in instructions(function):
            if (
                llvm.GetInstructionOpcode(inst) == CALL
                and not llvm.IsAIntrinsicInst(inst)
                and not llvm.IsAInlineAsm(llvm.GetCalledValue(inst))
            ):
                split = self._split(llvm.GetCalledFunctionType(inst))
                if split:
                    pending.append((inst, *split))
        if not pending:
            return
        buffer = m.stack_slot(function, max(p[3] for p in pending) // 8, b"args")
        for inst, kept, packed, _, kind in pending:
            m.before(inst)
            for index, (_, offset) in packed.items():
                store = llvm.BuildStore(m.builder, llvm.GetOperand(inst, index), self._field(buffer, offset))
                llvm.SetAlignment(store, 8)
            arguments = [llvm.GetOperand(inst, n) for n in kept] + [buffer]
            call = m.build("Call2", kind, llvm.GetCalledValue(inst), llvm.array(arguments), len(arguments))
            llvm.SetInstructionCallConv(call, llvm.GetInstructionCallConv(inst))
            self._copy_attributes(
                inst, call, kept, llvm.GetCallSiteAttributeCount, llvm.GetCallSiteAttributes, llvm.AddCallSiteAttribute
            )
            llvm.SetTailCallKind(call, 0)
            m.replace(inst, call)

    def _definition(self, function) -> None:
        m, split = self.m, self._split(llvm.GlobalGetValueType(function))
        if not split:
            return
        kept, packed, _, kind = split
        title = name(function).encode()
        new = llvm.AddFunction(m.module, b"", kind)
        llvm.SetLinkage(new, llvm.GetLinkage(function))
        llvm.SetFunctionCallConv(new, llvm.GetFunctionCallConv(function))
        self._copy_attributes(
            function, new, kept, llvm.GetAttributeCountAtIndex, llvm.GetAttributesAtIndex, llvm.AddAttributeAtIndex
        )
        llvm.SetUnnamedAddress(new, 2)
        body = blocks(function)
        for block in body:
            llvm.RemoveBasicBlockFromParent(block)
            llvm.AppendExistingBasicBlock(new, block)
        m.before(llvm.GetFirstInstruction(body[0]))
        for position, index in enumerate(kept):
            llvm.ReplaceAllUsesWith(llvm.GetParam(function, index), llvm.GetParam(new, position))
        buffer = llvm.GetParam(new, len(kept))
        for index, (parameter, offset) in packed.items():
            llvm.ReplaceAllUsesWith(llvm.GetParam(function, index), m.load(parameter, self._field(buffer, offset)))
        llvm.ReplaceAllUsesWith(function, new)
        llvm.DeleteFunction(function)
        llvm.SetValueName2(new, title, len(title))
