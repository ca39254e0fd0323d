/**
 * The tables, as types and as numbered migrations.
 *
 * `exchanges` holds what lists show, `details` what one page shows, `bodies` the bytes: a list reads none of the rest. All three
 * share `sort`, the start time in ms times 256 plus a counter: newest first is a walk along the table itself, every index ends
 * with it for free, and a range of time is a range of `sort`.
 */
import type { Connection } from './driver.ts'

export interface ExchangeRow {
  /** See above. */
  readonly sort: number
  readonly id: string
  readonly service: string
  readonly method: string
  readonly path: string
  readonly query: string
  readonly upstream: string | null
  readonly token: string | null
  readonly session: string | null
  readonly model_asked: string | null
  readonly model_sent: string | null
  /** Status the client saw, negative when the exchange failed. */
  readonly result: number
  /** Outcome as JSON; null for a plain delivery. */
  readonly outcome: string | null
  readonly attempts: number
  readonly first_byte_ms: number | null
  readonly duration_ms: number
  readonly request_bytes: number
  readonly response_bytes: number
  /** Counts as a JSON array in the order of `USAGE_FIELDS`. */
  readonly usage: string | null
  readonly usage_partial: number
}

export interface DetailRow {
  readonly sort: number
  readonly address: string
  readonly raw_usage: string | null
  readonly attempts: string
  readonly changes: string
  readonly request_headers: string
  readonly sent_headers: string | null
  readonly response_headers: string
}

export interface BodyRow {
  /** `sort` times 4 plus 0 request, 1 sent, 2 response. */
  readonly id: number
  /** 0 as it is, 1 deflated. */
  readonly packing: number
  readonly truncated: number
  readonly size: number
  readonly bytes: Uint8Array
}

interface LedgerSums {
  readonly service: string
  readonly upstream: string
  readonly model: string
  readonly token: string
  readonly requests: number
  readonly failures: number
  readonly input: number
  readonly cacheCreate: number
  readonly cacheCreate5m: number
  readonly cacheCreate1h: number
  readonly cacheRead: number
  readonly output: number
  readonly reasoning: number
  readonly total: number
  readonly uncachedInput: number
}

/** Totals by quarter of an hour: what is true. */
export interface LedgerTableRow extends LedgerSums {
  /** Quarters of an hour since 1970; 0 for imported totals without time. */
  readonly bucket: number
}

/** The same totals by local day of one zone (see `ledger-days.ts`): what is quick. */
export interface LedgerDayRow extends LedgerSums {
  /** Local days since 1970; -1 for imported totals without time. */
  readonly day: number
}

export interface Tables {
  readonly exchanges: ExchangeRow
  readonly details: DetailRow
  readonly bodies: BodyRow
  readonly ledger: LedgerTableRow
  readonly ledger_days: LedgerDayRow
  readonly meta: { readonly name: string; readonly value: unknown }
}

/** Slots per millisecond in `sort`, and bodies per exchange in the id of a body. */
export const SORT_SLOTS = 256
export const BODY_SLOTS = 4
/** Latest start time that `sort` and body ids hold exactly as doubles: the year 2248. */
export const LATEST_MS = 8_700_000_000_000

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE exchanges (
     sort INTEGER PRIMARY KEY, id TEXT NOT NULL, service TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
     query TEXT NOT NULL, upstream TEXT, token TEXT, session TEXT, model_asked TEXT, model_sent TEXT,
     result INTEGER NOT NULL, outcome TEXT, attempts INTEGER NOT NULL, first_byte_ms REAL, duration_ms REAL NOT NULL,
     request_bytes INTEGER NOT NULL, response_bytes INTEGER NOT NULL, usage TEXT, usage_partial INTEGER NOT NULL);
   CREATE UNIQUE INDEX exchanges_id ON exchanges (id);
   CREATE INDEX exchanges_result ON exchanges (result);
   CREATE INDEX exchanges_service ON exchanges (service, result);
   CREATE INDEX exchanges_upstream ON exchanges (upstream, result);
   CREATE INDEX exchanges_model_asked ON exchanges (model_asked, result);
   CREATE INDEX exchanges_model_sent ON exchanges (model_sent, result) WHERE model_sent <> model_asked;
   CREATE INDEX exchanges_token ON exchanges (token) WHERE token IS NOT NULL;
   CREATE INDEX exchanges_session ON exchanges (session) WHERE session IS NOT NULL;
   CREATE TABLE details (
     sort INTEGER PRIMARY KEY, address TEXT NOT NULL, raw_usage TEXT, attempts TEXT NOT NULL, changes TEXT NOT NULL,
     request_headers TEXT NOT NULL, sent_headers TEXT, response_headers TEXT NOT NULL);
   CREATE TABLE bodies (
     id INTEGER PRIMARY KEY, packing INTEGER NOT NULL, truncated INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL);
   CREATE TABLE ledger (
     bucket INTEGER NOT NULL, service TEXT NOT NULL, upstream TEXT NOT NULL, model TEXT NOT NULL, token TEXT NOT NULL,
     requests INTEGER NOT NULL, failures INTEGER NOT NULL, input INTEGER NOT NULL, cacheCreate INTEGER NOT NULL,
     cacheCreate5m INTEGER NOT NULL, cacheCreate1h INTEGER NOT NULL, cacheRead INTEGER NOT NULL, output INTEGER NOT NULL,
     reasoning INTEGER NOT NULL, total INTEGER NOT NULL, uncachedInput INTEGER NOT NULL,
     PRIMARY KEY (bucket, service, upstream, model, token)) WITHOUT ROWID;
   CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
   INSERT INTO meta VALUES ('records', 0), ('bodied', 0);`,
  `CREATE TABLE ledger_days (
     day INTEGER NOT NULL, service TEXT NOT NULL, upstream TEXT NOT NULL, model TEXT NOT NULL, token TEXT NOT NULL,
     requests INTEGER NOT NULL, failures INTEGER NOT NULL, input INTEGER NOT NULL, cacheCreate INTEGER NOT NULL,
     cacheCreate5m INTEGER NOT NULL, cacheCreate1h INTEGER NOT NULL, cacheRead INTEGER NOT NULL, output INTEGER NOT NULL,
     reasoning INTEGER NOT NULL, total INTEGER NOT NULL, uncachedInput INTEGER NOT NULL,
     PRIMARY KEY (day, service, upstream, model, token)) WITHOUT ROWID;`,
]

/** The newest version this code knows. */
export const SCHEMA_VERSION = MIGRATIONS.length

/** The file was written by a later CLP. */
export class NewerDatabase extends Error {
  constructor(version: number) {
    super(`Cannot use the log database: it has version ${version}, this CLP knows ${SCHEMA_VERSION}; update CLP`)
    this.name = 'NewerDatabase'
  }
}

/** Brings the tables to the present version, one transaction per step. Throws `NewerDatabase`. */
export const migrate = (connection: Connection): void => {
  const found = Number(connection.all('PRAGMA user_version', [])[0]?.['user_version'] ?? 0)
  if (found > SCHEMA_VERSION) throw new NewerDatabase(found)
  MIGRATIONS.slice(found).forEach((sql, index) => {
    connection.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${found + index + 1}; COMMIT`)
  })
}
