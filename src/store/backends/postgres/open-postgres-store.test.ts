import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { noPostgres, startPostgres, type TestPostgres } from '../../../../test/kit/postgres.ts'
import { backendSuite } from '../backends.suite.ts'
import { oracleSuite } from '../backends-oracle.suite.ts'
import { openPostgresStore } from './open-postgres-store.ts'

/** What waits on a disk because the machine is busy would be missing from what a test looks for. */
const SETTINGS = { node: 'test', patienceMs: 60_000 }

// The reason of a skip stands in the list of tests.
describe.skipIf(noPostgres !== undefined)(`on PostgreSQL${noPostgres === undefined ? '' : ` (${noPostgres})`}`, () => {
  const root = mkdtempSync(join(tmpdir(), 'clp-postgres-store-'))
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(async () => {
    await server.close()
    rmSync(root, { recursive: true, force: true })
  })
  const spool = (): string => mkdtempSync(join(root, 'spool-'))
  backendSuite('postgres', (options) =>
    openPostgresStore({ ...options, ...SETTINGS, url: server.schema(), spool: spool() }),
  )
  let url: string | undefined
  oracleSuite('postgres', (options) => {
    url ??= server.schema()
    return openPostgresStore({ ...options, ...SETTINGS, url, spool: spool() })
  })
})
