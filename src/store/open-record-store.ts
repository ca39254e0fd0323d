/** The way to the log for everybody else: opens the best back end this machine has, and tells how its file stands without opening it. */

import { inEnglish } from '../contract/reason/messages/in-english.ts'
import {
  askAbout,
  createMemoryStore,
  openPostgresStore,
  openSqliteStore,
  type PostgresStoreOptions,
  type SqliteStoreOptions,
} from './backends/index.ts'
import type { RecordStore } from './records/record-store.ts'

/** What is wrong with the database of the log, or why it cannot be read; undefined when all is well. Asked in a process of its own, which it may end. */
export const faultInRecords = (file: string): Promise<string | undefined> =>
  askAbout(file, 'fault').catch((error: unknown) => (error instanceof Error ? error.message : String(error)))

/**
 * Whether opening the file for writing would change what is in it, so that a process which still writes to it would do so in the old form. A
 * file that cannot be read has nothing in it that could be changed.
 */
export const recordsOutdated = (file: string): Promise<boolean> => askAbout(file, 'isOutdated').catch(() => false)

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

export interface SharedStoreOptions extends Omit<PostgresStoreOptions, 'url' | 'node'> {
  readonly database: {
    readonly url: string
    /** What named the address, for people. */
    readonly variable: string
    readonly node: string
  }
}

/**
 * The log in a database that several nodes share. Rejects when a person has to act first; one that is away is no reason. Nothing takes its place: a
 * node that kept its log elsewhere in silence would be missing from all totals.
 */
export const openSharedStore = async ({ database, ...options }: SharedStoreOptions): Promise<RecordStore> => {
  const { url, node, variable } = database
  try {
    return await openPostgresStore({ ...options, url, node })
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error)
    throw new Error(`Cannot use the database that ${variable} names: ${fault}`, { cause: error })
  }
}
