"""What the kernel may be asked for from behind the walls: a list of calls, as a program it runs for each."""

from __future__ import annotations

import struct

# Numbers of the calls that reading a pipe, reckoning in memory and writing to a pipe take, and no others:
# nothing is opened, connected to, started, or looked up. Threads are processes to the kernel: none either.
_CALLS = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "lseek": (8, 62), "fstat": (5, 80),
    "munmap": (11, 215), "mremap": (25, 216), "brk": (12, 214), "madvise": (28, 233),
    "futex": (202, 98), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132), "clock_gettime": (228, 113), "gettimeofday": (96, 169),
    "getpid": (39, 172), "gettid": (186, 178), "getrandom": (318, 278),
    "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
_MEMORY = {"mmap": (9, 222), "mprotect": (10, 226)}  # only for what is not to be run
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # the column above, AUDIT_ARCH_…

# linux/bpf_common.h, linux/seccomp.h: load a word, compare, test bits, return
_LOAD, _EQUAL, _BITS, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _MACHINE, _THIRD_ARGUMENT = 0, 4, 32  # places in struct seccomp_data
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000  # EPERM: a library may carry on without
_EXECUTABLE = 4  # PROT_EXEC

Step = tuple[int, int, int, int]


def knows(machine: str) -> bool:
    """Whether there is a list for this kind of processor, by its name in `uname`."""
    return machine in _MACHINES


def program(machine: str) -> bytes:
    """For PR_SET_SECCOMP: an array of struct sock_filter. A call that is not on the list fails with EPERM."""
    column, audit = _MACHINES[machine]
    steps: list[Step] = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    for numbers in _CALLS.values():
        steps += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _ALLOW)]
    for numbers in _MEMORY.values():
        steps += [
            (_EQUAL, 0, 4, numbers[column]),
            (_LOAD, 0, 0, _THIRD_ARGUMENT),
            (_BITS, 0, 1, _EXECUTABLE),
            (_RETURN, 0, 0, _REFUSE),
            (_RETURN, 0, 0, _ALLOW),
        ]
    steps.append((_RETURN, 0, 0, _REFUSE))
    return b"".join(struct.pack("HBBI", *step) for step in steps)
