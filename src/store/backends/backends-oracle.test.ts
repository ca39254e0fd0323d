import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { memoryOracle, oracleSuite } from './backends-oracle.suite.ts'
import { openSqliteStore } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'clp-oracle-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

memoryOracle()
oracleSuite('sqlite', (options) => openSqliteStore({ file: join(root, 'clp.db'), ...options }))
