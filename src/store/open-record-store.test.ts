import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { createFakeClock } from '../../test/kit/fake-clock.ts'
import { NO_LIMITS } from '../../test/kit/open-backend.ts'
import { recordOf } from '../../test/kit/records.ts'
import { openConnection } from './backends/sqlite/database/driver.ts'
import { openRecordStore } from './open-record-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'clp-store-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('falls back to memory, and says so, when the database is from a later CLP', async () => {
  const file = join(folder, 'clp.db')
  const later = openConnection(file)
  later.exec('PRAGMA user_version = 99')
  later.close()
  const warnings: string[] = []
  const onWarning = (warning: string) => warnings.push(warning)
  const store = await openRecordStore({ file, limits: NO_LIMITS, clock: createFakeClock(0), onWarning })
  expect(warnings).toEqual([expect.stringMatching(/it has version 99, this CLP knows \d+; update CLP$/)])
  store.journal.append(recordOf({ id: 'kept' }))
  await store.journal.flush()
  expect(await store.journal.find('kept')).toMatchObject({ id: 'kept' })
  expect((await store.journal.status()).warning).toContain('kept in memory only')
  await store.close()
})
