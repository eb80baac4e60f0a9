import type { Libc } from './libc.ts'

/*
 * seccomp (https://docs.kernel.org/userspace-api/seccomp_filter.html): a filter on system calls,
 * for all threads of this process. Numbers of the calls differ by architecture.
 */
interface Architecture {
  /** AUDIT_ARCH_… of linux/audit.h. */
  audit: number
  seccomp: number
  ioctl: number
  fchmod: number
  /** Calls from this number on belong to another calling convention; 0 if there is none. */
  foreign: number
  refused: readonly number[]
}

const architectures: Partial<Record<string, Architecture>> = {
  x64: {
    audit: 0xc000_003e,
    seccomp: 317,
    ioctl: 16,
    fchmod: 91,
    foreign: 0x4000_0000,
    refused: [
      ...[59, 322], // execve, execveat
      41, // socket
      ...[101, 310, 311, 438], // ptrace, process_vm_readv, process_vm_writev, pidfd_getfd
      424, // pidfd_send_signal
      ...[90, 268, 452, 92, 93, 94, 260], // chmod …, chown …
      ...[188, 189, 190, 463, 197, 198, 199], // setxattr …, removexattr …
      ...[165, 272, 308], // mount, unshare, setns
      ...[321, 298, 323], // bpf, perf_event_open, userfaultfd
      ...[248, 249, 250], // add_key, request_key, keyctl
      425 // io_uring_setup
    ]
  },
  arm64: {
    audit: 0xc000_00b7,
    seccomp: 277,
    ioctl: 29,
    fchmod: 52,
    foreign: 0,
    refused: [
      ...[221, 281],
      198,
      ...[117, 270, 271, 438],
      424,
      ...[53, 452, 54, 55],
      ...[5, 6, 7, 463, 14, 15, 16],
      ...[40, 97, 268],
      ...[280, 241, 282],
      ...[217, 218, 219],
      425
    ]
  }
}

/** Requests of ioctl that type into the terminal which started Ductal: TIOCSTI and TIOCLINUX. */
const typing = [0x5412, 0x541c]

const permission = 1 // EPERM
const refuse = 0x0005_0000 | permission
/** fchmod succeeds without effect: copying a file calls it, and needs no result. */
const ignore = 0x0005_0000
const allow = 0x7fff_0000

/** Instructions of the classic packet filter, as struct sock_filter. */
const load = (offset: number) => [0x20, 0, 0, offset] as const
const ifEqual = (value: number, then: number, otherwise: number) => [0x15, then, otherwise, value] as const
const ifAtLeast = (value: number, then: number, otherwise: number) => [0x35, then, otherwise, value] as const
const answer = (value: number) => [0x06, 0, 0, value] as const
type Instruction = readonly [code: number, then: number, otherwise: number, value: number]

/** Offsets in struct seccomp_data. */
const data = { call: 0, architecture: 4, secondArgument: 24 }

function programOf({ audit, ioctl, fchmod, foreign, refused }: Architecture): Instruction[] {
  return [
    load(data.architecture),
    ifEqual(audit, 1, 0),
    answer(refuse),
    load(data.call),
    ...(foreign > 0 ? [ifAtLeast(foreign, 0, 1), answer(refuse)] : []),
    ...refused.flatMap(call => [ifEqual(call, 0, 1), answer(refuse)]),
    ifEqual(fchmod, 0, 1),
    answer(ignore),
    ifEqual(ioctl, 1, 0),
    answer(allow),
    load(data.secondArgument),
    ...typing.flatMap(request => [ifEqual(request, 0, 1), answer(refuse)]),
    answer(allow)
  ]
}

/**
 * Takes from all threads of this process, and from what they start, the rights to start programs,
 * to open sockets, to look into other processes, to change modes and owners of files, and to type
 * into the terminal. Needs `renounce` before.
 * @returns whether the kernel enforces it
 */
export function restrictCalls(libc: Libc): boolean {
  const architecture = architectures[process.arch]
  if (!architecture) return false
  const program = programOf(architecture)
  const filter = Buffer.alloc(8 * program.length)
  program.forEach(([code, then, otherwise, value], i) => {
    filter.writeUInt16LE(code, 8 * i)
    filter.writeUInt8(then, 8 * i + 2)
    filter.writeUInt8(otherwise, 8 * i + 3)
    filter.writeUInt32LE(value, 8 * i + 4)
  })
  return libc.filter(architecture.seccomp, program.length, filter) === 0
}
