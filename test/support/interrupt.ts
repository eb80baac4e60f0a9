/**
 * Preloaded into a program that a test interrupts: signals the program's process group as soon as
 * stderr contains a text that matches `DUCTAL_TEST_AT`, so that the program is interrupted at the
 * same point on every machine. `interruptedAt` of `terminal.ts` sets it up.
 */
const { DUCTAL_TEST_AT: at, DUCTAL_TEST_SIGNAL: signal } = process.env
// Worker processes inherit the environment, but only the program itself is watched.
delete process.env.DUCTAL_TEST_AT

if (at) {
  const { stderr } = process
  // A terminal is shown every step of a run, a file only a line every ten seconds.
  stderr.isTTY = true
  const write = stderr.write.bind(stderr)
  let sent = false
  stderr.write = ((text: string, ...rest: []) => {
    const written = write(text, ...rest)
    if (!sent && new RegExp(at).test(text)) {
      sent = true
      process.kill(-process.pid, signal as NodeJS.Signals)
    }
    return written
  }) as typeof stderr.write
}
