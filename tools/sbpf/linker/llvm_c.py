"""The part of libLLVM 22's C API that the linker uses, through ctypes.

SBPF_LIBLLVM names another shared libLLVM 22.1 (default: libLLVM.so.22.1 of Debian's package libllvm22).
"""

import ctypes
import os

_library = ctypes.CDLL(os.environ.get("SBPF_LIBLLVM", "libLLVM.so.22.1"))
DiagnosticHandler = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)

# p pointer, s C string, u unsigned, i int, q 64-bit unsigned, z size_t, v void, P and S and Z pointers to p, s and z.
_TYPES = {
    "p": ctypes.c_void_p,
    "s": ctypes.c_char_p,
    "u": ctypes.c_uint,
    "i": ctypes.c_int,
    "q": ctypes.c_ulonglong,
    "z": ctypes.c_size_t,
    "v": None,
    "P": ctypes.POINTER(ctypes.c_void_p),
    "S": ctypes.POINTER(ctypes.c_char_p),
    "Z": ctypes.POINTER(ctypes.c_size_t),
    "D": DiagnosticHandler,
}

# NAME RESULT ARGUMENTS
_FUNCTIONS = """
ContextCreate p -               ContextSetDiagnosticHandler v pDp    GetDiagInfoDescription s p      GetDiagInfoSeverity i p
ParseCommandLineOptions v iSs   GetErrorMessage s p
ModuleCreateWithNameInContext p sp   CreateMemoryBufferWithMemoryRangeCopy p szs   ParseBitcodeInContext2 i ppP   LinkModules2 i pp
StripModuleDebugInfo i p        VerifyModule i piS
GetFirstFunction p p            GetNextFunction p p                  GetFirstGlobal p p              GetNextGlobal p p
GetNamedFunction p ps           GetNamedGlobal p ps                  AddFunction p psp               DeleteFunction v p
DeleteGlobal v p                IsDeclaration i p                    GetLinkage i p                  SetLinkage v pi
SetVisibility v pi              SetUnnamedAddress v pi               GlobalGetValueType p p
GetValueName2 p pZ              SetValueName2 v psz                  TypeOf p p                      ReplaceAllUsesWith v pp
GetFunctionCallConv u p         SetFunctionCallConv v pu             GetParam p pu
GetFirstBasicBlock p p          GetNextBasicBlock p p                AppendBasicBlockInContext p pps
RemoveBasicBlockFromParent v p  AppendExistingBasicBlock v pp
GetFirstInstruction p p         GetNextInstruction p p               GetInstructionOpcode i p        InstructionEraseFromParent v p
GetOperand p pu                 GetCalledValue p p                   GetCalledFunctionType p p
GetInstructionCallConv u p      SetInstructionCallConv v pu          SetTailCallKind v pi            SetAlignment v pu
IsAFunction p p                 IsAInstruction p p                   IsAInlineAsm p p                IsAIntrinsicInst p p
IsAConstantInt p p              ConstInt p pqi                       ConstIntGetZExtValue q p        GetPoison p p
GetTypeKind i p                 GetIntTypeWidth u p                  GetReturnType p p               CountParamTypes u p
GetParamTypes v pP              FunctionType p pPui                  CountStructElementTypes u p     StructGetTypeAtIndex p pu
GetArrayLength2 q p             GetElementType p p                   IntTypeInContext p pu           PointerTypeInContext p pu
VoidTypeInContext p p           ArrayType2 p pq
GetEnumAttributeKindForName u sz     GetEnumAttributeKind u p        IsStringAttribute i p
GetAttributeCountAtIndex u pu        GetAttributesAtIndex v puP      AddAttributeAtIndex v pup       RemoveEnumAttributeAtIndex v puu
GetCallSiteAttributeCount u pu       GetCallSiteAttributes v puP     AddCallSiteAttribute v pup      RemoveCallSiteEnumAttribute v puu
CreateBuilderInContext p p      PositionBuilderBefore v pp           PositionBuilderAtEnd v pp
BuildAdd p ppps                 BuildMul p ppps                      BuildAnd p ppps                 BuildOr p ppps
BuildXor p ppps                 BuildShl p ppps                      BuildLShr p ppps                BuildAShr p ppps
BuildTrunc p ppps               BuildZExt p ppps                     BuildSExt p ppps                BuildICmp p pipps
BuildSelect p pppps             BuildInsertValue p pppus             BuildUnreachable p p            BuildCall2 p pppPus
BuildAlloca p pps               BuildStore p ppp                     BuildLoad2 p ppps               BuildGEP2 p pppPus
GetTargetFromTriple i sPS       CreateTargetMachine p psssiii        TargetMachineEmitToFile i ppsiS
CreatePassBuilderOptions p -    RunPasses p pspp
"""

_words = _FUNCTIONS.split()
for _name, _result, _arguments in zip(_words[::3], _words[1::3], _words[2::3], strict=False):
    _function = getattr(_library, "LLVM" + _name)
    _function.restype = _TYPES[_result]
    _function.argtypes = [_TYPES[c] for c in _arguments.strip("-")]
    globals()[_name] = _function

for _part in ("TargetInfo", "Target", "TargetMC", "AsmPrinter", "AsmParser"):
    getattr(_library, "LLVMInitializeBPF" + _part)()


def array(pointers):
    """A C array of pointers."""
    return (ctypes.c_void_p * max(len(pointers), 1))(*pointers)
