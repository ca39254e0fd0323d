/** Journal and ledger on PostgreSQL. */
import { createRecordStore, type RecordStore } from '../../records/record-store.ts'
import { openPostgresDriver, type PostgresOptions } from './postgres-driver.ts'

export interface PostgresStoreOptions extends PostgresOptions {
  /** Bytes of finished exchanges that may wait in memory. */
  readonly capacity?: number
}

/** Rejects as `openPostgresDriver` does. */
export const openPostgresStore = async (options: PostgresStoreOptions): Promise<RecordStore> =>
  createRecordStore(await openPostgresDriver(options), { limits: options.limits, capacity: options.capacity })
