/** Prints a progress line to stderr, so that a program's own output stays clean. */
export const say = (line: string) => console.error(`ductal: ${line}`)
