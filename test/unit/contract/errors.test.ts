import { expect, test } from 'vitest'
import { failureOf } from '../../../contract/errors.ts'
import { explain } from '../../../files/explain.ts'

const systemError = (code: string) => Object.assign(new Error(code), { code })

test.each(['SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR'])('%s names the disk', code => {
  expect(failureOf(systemError(code))).toMatchObject({
    code: 'library/unwritable',
    message: expect.stringContaining(code)
  })
})

test.each(['ENOSPC', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'])('%s means that the disk is full', code => {
  expect(failureOf(systemError(code))).toMatchObject({ code: 'disk/full' })
})

test('a limit of file sizes is named', () => {
  expect(explain(systemError('EFBIG'), '/files/a.csv')).toMatchObject({
    code: 'export/unwritable',
    message: expect.stringContaining('as large as a.csv')
  })
})
