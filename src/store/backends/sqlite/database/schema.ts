/**
 * The tables, as types and as numbered migrations.
 *
 * `exchanges` holds what lists show, `details` what one page shows, `bodies` the bytes: a list reads none of the rest. All three
 * share `sort`, the start time in ms times 256 plus a counter: newest first is a walk along the table itself, every index ends
 * with it for free, and a range of time is a range of `sort`. What nobody filters by stands together in one JSON text: each bound
 * value costs as much as a column that is needed.
 */
import { COUNT_FIELDS, type RequestCounts } from '../../../../contract/counts.ts'
import type { CostSums } from '../../../../contract/money/cost.ts'
import { USAGE_FIELDS, type Usage } from '../../../../contract/usage.ts'
import { OLD_CLASS } from '../../../../protocol/pricing/price-class.ts'
import { COST_COLUMNS } from '../../../records/rows/ledger-columns.ts'
import type { DetailColumns, ExchangeColumns } from '../../../records/rows/read-rows.ts'
import type { Connection } from './driver.ts'

export interface ExchangeRow extends ExchangeColumns {
  /** See above. */
  readonly sort: number
}

export interface DetailRow extends DetailColumns {
  readonly sort: number
}

export interface BodyRow {
  readonly sort: number
  /** JSON: by kind of body, null or [packing, truncated, size]; see `BodyAbout`. */
  readonly about: string
  readonly request: Uint8Array | null
  readonly sent: Uint8Array | null
  readonly response: Uint8Array | null
}

/** And a column for each of `COUNT_FIELDS` and `USAGE_FIELDS`. */
interface LedgerSums extends RequestCounts, Usage, CostSums {
  readonly service: string
  readonly upstream: string
  readonly model: string
  readonly token: string
}

/** Totals by quarter of an hour: what is true. */
export interface LedgerTableRow extends LedgerSums {
  /** Quarters of an hour since 1970; 0 for imported totals without time. */
  readonly bucket: number
  /** What decided about the price beside upstream and model: see `protocol/pricing/price-class.ts`. */
  readonly class: string
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

/** Slots per millisecond in `sort`. */
export const SORT_SLOTS = 256
/** Start of the exchange at a place, ms since 1970. */
export const startOf = (sort: number): number => Math.floor(sort / SORT_SLOTS)
/** Latest start time in `sort`, which is exact as a double far beyond it: the year 2245. */
export const LATEST_MS = 8_700_000_000_000

const COST_DEFINITIONS = COST_COLUMNS.map((column) => `${column} INTEGER NOT NULL DEFAULT 0`)
/** Whatever is counted: a table that is made anew has all of it, for the one that is copied was given it before. */
const COUNTED = [...COUNT_FIELDS, ...USAGE_FIELDS]
const COUNT_DEFINITIONS = COUNTED.map((column) => `${column} INTEGER NOT NULL DEFAULT 0`)
const COPIED = ['bucket', 'service', 'upstream', 'model', 'token', ...COUNTED].join(', ')
/** Of totals from before: what used tokens has no cost yet. Totals without requests stand for one. */
const UNPRICED = 'CASE WHEN total > 0 THEN max(requests, 1) ELSE 0 END'

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE exchanges (
     sort INTEGER PRIMARY KEY, id TEXT NOT NULL, service TEXT NOT NULL, path TEXT NOT NULL, upstream TEXT, token TEXT,
     session TEXT, model_asked TEXT, model_sent TEXT, result INTEGER NOT NULL, duration_ms REAL NOT NULL, more TEXT NOT NULL);
   CREATE UNIQUE INDEX exchanges_id ON exchanges (id);
   CREATE INDEX exchanges_result ON exchanges (result);
   CREATE INDEX exchanges_service ON exchanges (service, result);
   CREATE INDEX exchanges_upstream ON exchanges (upstream, result);
   CREATE INDEX exchanges_model_asked ON exchanges (model_asked, result);
   CREATE INDEX exchanges_model_sent ON exchanges (model_sent, result) WHERE model_sent <> model_asked;
   CREATE INDEX exchanges_token ON exchanges (token) WHERE token IS NOT NULL;
   CREATE INDEX exchanges_session ON exchanges (session) WHERE session IS NOT NULL;
   CREATE TABLE details (sort INTEGER PRIMARY KEY, attempts TEXT NOT NULL, more TEXT NOT NULL);
   CREATE TABLE bodies (sort INTEGER PRIMARY KEY, about TEXT NOT NULL, request BLOB, sent BLOB, response BLOB);
   CREATE TABLE ledger (
     bucket INTEGER NOT NULL, service TEXT NOT NULL, upstream TEXT NOT NULL, model TEXT NOT NULL, token TEXT NOT NULL,
     requests INTEGER NOT NULL, failures INTEGER NOT NULL, input INTEGER NOT NULL, cacheCreate INTEGER NOT NULL,
     cacheCreate5m INTEGER NOT NULL, cacheCreate1h INTEGER NOT NULL, cacheRead INTEGER NOT NULL, output INTEGER NOT NULL,
     reasoning INTEGER NOT NULL, total INTEGER NOT NULL, uncachedInput INTEGER NOT NULL,
     PRIMARY KEY (bucket, service, upstream, model, token)) WITHOUT ROWID;
   CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
   INSERT INTO meta VALUES ('records', 0), ('bodied', 0);
   CREATE TABLE ledger_days (
     day INTEGER NOT NULL, service TEXT NOT NULL, upstream TEXT NOT NULL, model TEXT NOT NULL, token TEXT NOT NULL,
     requests INTEGER NOT NULL, failures INTEGER NOT NULL, input INTEGER NOT NULL, cacheCreate INTEGER NOT NULL,
     cacheCreate5m INTEGER NOT NULL, cacheCreate1h INTEGER NOT NULL, cacheRead INTEGER NOT NULL, output INTEGER NOT NULL,
     reasoning INTEGER NOT NULL, total INTEGER NOT NULL, uncachedInput INTEGER NOT NULL,
     PRIMARY KEY (day, service, upstream, model, token)) WITHOUT ROWID;`,
  // From here on `sentHeaders` in `details.more` may hold numbers, and `sent` in `bodies` be an edit of `request`.
  '',
  // What was counted before has no cost, but a class that says so. SQLite cannot change the key of a table: it is made anew.
  `CREATE TABLE ledger_priced (
     bucket INTEGER NOT NULL, service TEXT NOT NULL, upstream TEXT NOT NULL, model TEXT NOT NULL, token TEXT NOT NULL, class TEXT NOT NULL,
     ${[...COUNT_DEFINITIONS, ...COST_DEFINITIONS].join(', ')},
     PRIMARY KEY (bucket, service, upstream, model, token, class)) WITHOUT ROWID;
   INSERT INTO ledger_priced (${COPIED}, class, unpriced, unlisted)
     SELECT ${COPIED}, '${OLD_CLASS}', ${UNPRICED}, ${UNPRICED} FROM ledger;
   DROP TABLE ledger;
   ALTER TABLE ledger_priced RENAME TO ledger;
   ${COST_DEFINITIONS.map((column) => `ALTER TABLE ledger_days ADD COLUMN ${column}`).join('; ')};
   UPDATE ledger_days SET unpriced = ${UNPRICED}, unlisted = ${UNPRICED};
   CREATE TABLE reprices (
     id INTEGER PRIMARY KEY, at INTEGER NOT NULL, since INTEGER, until INTEGER, book TEXT NOT NULL, requests INTEGER NOT NULL,
     changed INTEGER NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);`,
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
    // A step that copies a table needs all the columns it knows of.
    if (found + index > 0) addAllColumns(connection)
    connection.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${found + index + 1}; COMMIT`)
  })
  addAllColumns(connection)
}

const addAllColumns = (connection: Connection): void => {
  for (const table of ['ledger', 'ledger_days']) addColumns(connection, table)
}

/** A count that the file has not heard of gets its column, in which all that was counted before is 0. Older CLPs leave it out. */
const addColumns = (connection: Connection, table: string): void => {
  const present = new Set(connection.all(`PRAGMA table_info(${table})`, []).map((row) => row['name']))
  for (const field of COUNTED) {
    if (!present.has(field)) connection.exec(`ALTER TABLE ${table} ADD COLUMN ${field} INTEGER NOT NULL DEFAULT 0`)
  }
}
