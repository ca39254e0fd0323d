/** What goes wrong beneath the API is told with its reason, as long as the reason is harmless. */
import { expect, it } from 'vitest'
import { DocumentBusy, SaveError, VersionConflict } from '../store/document.ts'
import { LockTimeout } from '../store/file-lock.ts'
import { problemOf } from './admin-problem.ts'

it.each([
  ['config-conflict', new VersionConflict('lb', 'data/lb_config.json', 'abc')],
  ['config-conflict', new DocumentBusy('Cannot save because another program keeps changing the same file')],
  ['config-conflict', new LockTimeout('/home/a/.clp/run/documents.lock.1', undefined)],
  ['save-failed', new SaveError('Cannot write "claude.json": the disk is full (ENOSPC)', undefined)],
])('%s says why', (code, error) => {
  expect(problemOf(error)).toMatchObject({ code, message: error.message })
})

it('an error that nobody knows keeps its words to the log', () => {
  const cause = new Error('sk-secret')
  expect(problemOf(cause)).toMatchObject({ code: 'internal', message: expect.not.stringContaining('secret'), cause })
})
