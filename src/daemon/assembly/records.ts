/**
 * Opens the request log and the totals: in the database that the environment names; else SQLite where a driver loads, else memory, with a warning.
 * Takes the original's history over once, unless the log is everybody's.
 */
import { hashToken } from '../../codec/text/token.ts'
import type { Clock } from '../../contract/clock.ts'
import { databaseSettings } from '../../process/database-settings.ts'
import type { DaemonLog } from '../../process/log.ts'
import type { Environment } from '../../process/options.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { systemDocument } from '../../store/documents/system.ts'
import type { Home } from '../../store/files/home.ts'
import { importHistory } from '../../store/import/import-history.ts'
import type { Bus } from '../../store/live/bus.ts'
import { openRecordStore, openSharedStore } from '../../store/open-record-store.ts'
import type { RecordStore } from '../../store/records/record-store.ts'

export interface RecordsOptions {
  readonly home: Home
  readonly environment: Environment
  readonly clock: Clock
  readonly config: ConfigStore
  readonly bus: Bus
  readonly log: DaemonLog
  /** The original's history is taken over: there may be more totals than before. */
  readonly imported: () => void
}

/** Rejects when a database was named and cannot be used until a person acts; what is only away is no reason. */
export const openRecords = async (options: RecordsOptions): Promise<RecordStore> => {
  const { home, config, clock, environment } = options
  const database = databaseSettings(environment)
  const limits = config.snapshot().get(systemDocument).logLimit
  const common = { limits, clock, onWarning: (message: string) => warn(options, message) }
  const store =
    database === undefined
      ? await openRecordStore({ ...common, file: home.database })
      : await openSharedStore({ ...common, database, spool: home.spool })
  config.subscribe(({ changed, snapshot }) => {
    if (changed.some(({ document }) => document === systemDocument.id)) {
      store.configure(snapshot.get(systemDocument).logLimit)
    }
  })
  return database === undefined ? { ...store, close: importing(store, options) } : store
}

/** Takes the original's history over while the daemon serves. Returns what closes the store, and ends that first. */
const importing = (store: RecordStore, { home, config, log, imported }: RecordsOptions): (() => Promise<void>) => {
  const { note, write } = store.writer
  let closing = false
  const whileOpen: typeof write = async (batch) => {
    if (closing) throw new Error('The daemon ends')
    return write(batch)
  }
  const source = { directory: home.data, tokenNames: tokenNames(config) }
  const history = importHistory(source, { note, write: whileOpen })
  history.then(imported).catch((error: unknown) => {
    // A daemon that ends at once does not wait for its past: the next one goes on with it.
    if (!closing) log.write('warn', 'ui', 'Cannot take the old request log over', error)
  })
  return () => {
    closing = true
    return store.close()
  }
}

const warn = ({ bus, clock, log }: RecordsOptions, message: string): void => {
  if (message !== '') log.write('warn', 'ui', message)
  bus.emit({ type: 'notice', timestamp: new Date(clock.now()).toISOString(), code: 'journal-trouble', message })
}

/** Names by hash, so that old requests are counted under the name of the token they showed. */
const tokenNames = (config: ConfigStore): Record<string, string> =>
  Object.fromEntries(
    config
      .snapshot()
      .get(accessDocument)
      .tokens.flatMap(({ token, token_hash: hash, name }) => {
        const key = hash ?? (token === undefined ? undefined : hashToken(token))
        return key === undefined ? [] : [[key, name]]
      }),
  )
