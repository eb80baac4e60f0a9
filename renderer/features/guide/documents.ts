import audit from '../../../docs/audit.md'
import errors from '../../../docs/errors.md'
import exportFormats from '../../../docs/export-formats.md'
import guide from '../../../docs/guide.md'
import terminal from '../../../docs/terminal.md'
import type { GuideDocument } from './document.ts'

/** The pages that the program carries. They are large: whoever shows them imports this file when they are asked for. */
export const documents: readonly GuideDocument[] = [guide, exportFormats, errors, terminal, audit]
