import koffi from 'koffi'

/** Calls of Linux's C library that Node lacks. A result of −1 is a failure. */
export interface Libc {
  prctl(option: number, value: number): number
  /** System calls, by the place of their pointer. */
  call(number: number, first: number, second: number): number
  callWithFirst(number: number, first: Uint8Array | null, second: number, third: number): number
  callWithThird(number: number, first: number, second: number, third: Uint8Array, fourth: number): number
  /** seccomp with a filter of `length` instructions, for all threads. */
  filter(number: number, length: number, instructions: Uint8Array): number
  setrlimit(resource: number, most: number): number
  fcntl(file: number, command: number, value: number): number
  /** Replaces this process; returns only on failure. */
  execve(path: string, args: readonly string[], env: readonly string[]): number
}

/** @throws if koffi or the C library cannot be loaded */
export function openLibc(): Libc {
  const library = koffi.load(null)
  const program = koffi.struct('ductal_sock_fprog', { len: 'uint16_t', filter: 'void *' })
  const prctl = library.func('int prctl(int, ulong, ulong, ulong, ulong)')
  const call = library.func('long syscall(long, long, long, long, long)')
  const withFirst = library.func('long syscall(long, void *, long, long)')
  const withThird = library.func('long syscall(long, long, long, void *, long)')
  const filter = library.func('syscall', 'long', ['long', 'long', 'long', koffi.pointer(program)])
  const limit = koffi.struct('ductal_rlimit', { soft: 'ulong', hard: 'ulong' })
  const setrlimit = library.func('setrlimit', 'int', ['int', koffi.pointer(limit)])
  const fcntl = library.func('int fcntl(int, int, int)')
  const execve = library.func('int execve(const char *, const char **, const char **)')
  return {
    prctl: (option, value) => prctl(option, value, 0, 0, 0),
    call: (number, first, second) => call(number, first, second, 0, 0),
    callWithFirst: (number, first, second, third) => withFirst(number, first, second, third),
    callWithThird: (number, first, second, third, fourth) => withThird(number, first, second, third, fourth),
    filter: (number, length, instructions) => filter(number, 1, 1, { len: length, filter: instructions }),
    setrlimit: (resource, most) => setrlimit(resource, { soft: most, hard: most }),
    fcntl: (file, command, value) => fcntl(file, command, value),
    execve: (path, args, env) => execve(path, [...args, null], [...env, null])
  }
}

/** Keeps this process and its children from gaining rights, as Landlock and seccomp require. */
export const renounce = (libc: Libc): boolean => libc.prctl(38, 1) === 0
