import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backendSuite } from '../backends.suite.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

const temporaryFile = (): string => join(mkdtempSync(join(tmpdir(), 'clp-journal-')), 'data', 'clp.db')

backendSuite('sqlite', (options) => openSqliteStore({ file: temporaryFile(), ...options }))
