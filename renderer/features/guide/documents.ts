import audit from '../../../docs/audit.md'
import errors from '../../../docs/errors.md'
import exportFormats from '../../../docs/export-formats.md'
import guide from '../../../docs/guide.md'
import terminal from '../../../docs/terminal.md'
import type { GuideDocument } from './document.ts'

/** The pages bundled with the program. They are large, so import this file only on demand. */
export const documents: readonly GuideDocument[] = [guide, exportFormats, errors, terminal, audit]
