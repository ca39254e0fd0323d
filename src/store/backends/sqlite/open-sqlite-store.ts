/** Journal and ledger on SQLite. */
import { createRecordStore, type RecordStore } from '../../records/record-store.ts'
import { openSqliteDriver, type SqliteOptions } from './sqlite-driver.ts'

export interface SqliteStoreOptions extends SqliteOptions {
  /** Bytes of finished exchanges that may wait while the disk does not take them. */
  readonly capacity?: number
}

/** Rejects as `openSqliteDriver` does. */
export const openSqliteStore = async (options: SqliteStoreOptions): Promise<RecordStore> =>
  createRecordStore(await openSqliteDriver(options), { limits: options.limits, capacity: options.capacity })
