/**
 * Preloaded into a program (`node --import`) whose clock jumps, as a computer's does after its
 * battery failed or its time was set. `DUCTAL_TEST_CLOCK` is a JSON array of pairs: from how many
 * milliseconds after the start on the clock is wrong, and by how many milliseconds. Timers are not
 * affected, as on a real computer.
 */
const jumps = JSON.parse(process.env.DUCTAL_TEST_CLOCK ?? '[]') as [after: number, by: number][]
// Workers inherit the environment, but only the program itself is started with this file.
delete process.env.DUCTAL_TEST_CLOCK

const RealDate = Date

function now(): number {
  const passed = performance.now()
  const jump = jumps.findLast(([after]) => passed >= after)
  return RealDate.now() + (jump?.[1] ?? 0)
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver))
})
