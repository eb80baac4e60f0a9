import { isUnreadable } from '../../db/errors.ts'

/**
 * Whether an error shows that a table holds what the program never writes: `verify` reports it as a
 * fault. A row that another program wrote may hold anything, such as a negative column.
 */
export const isTampered = (error: unknown): boolean =>
  isUnreadable(error) ||
  error instanceof RangeError ||
  error instanceof TypeError ||
  error instanceof SyntaxError
