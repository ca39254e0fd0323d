/** Opens the best back end this machine has: SQLite, else memory with a warning that says what is missing. */

import { createMemoryStore, openSqliteStore } from './backends/index.ts'
import type { RecordStore } from './backends/record-store.ts'
import type { SqliteStoreOptions } from './backends/sqlite/open-sqlite-store.ts'

/** Errors after which the file can never be used by this program on this machine. */
const FINAL = new Set(['NoSqliteDriver', 'NewerDatabase'])

/** Rejects only when something is wrong with CLP itself. */
export const openRecordStore = async (options: SqliteStoreOptions): Promise<RecordStore> => {
  try {
    return await openSqliteStore(options)
  } catch (error) {
    if (!(error instanceof Error && FINAL.has(error.name))) throw error
    const warning = `Requests and usage are kept in memory only and forgotten at the next start. ${error.message}`
    options.onWarning?.(warning)
    return createMemoryStore({ limits: options.limits, clock: options.clock, warning })
  }
}
