/** One line on what is happening, on stderr so that a program's own output stays clean. */
export const say = (line: string) => console.error(`ductal: ${line}`)
