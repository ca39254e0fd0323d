/** The way to the log for everybody else: opens the best back end this machine has, and tells how its file stands without opening it. */

import { inEnglish } from '../contract/reason/messages/in-english.ts'
import { createMemoryStore, openSqliteStore, type SqliteStoreOptions } from './backends/index.ts'
import type { RecordStore } from './records/record-store.ts'

export { faultIn as faultInRecords, isOutdated as recordsOutdated } from './backends/index.ts'

/** SQLite, else memory with a warning that says what is missing. Never rejects: a log that cannot be kept is no reason not to serve. */
export const openRecordStore = async (options: SqliteStoreOptions): Promise<RecordStore> => {
  try {
    return await openSqliteStore(options)
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error)
    const trouble = { code: 'log-in-memory', params: { fault } } as const
    options.onWarning?.(inEnglish(trouble))
    return createMemoryStore({ limits: options.limits, clock: options.clock, trouble })
  }
}
