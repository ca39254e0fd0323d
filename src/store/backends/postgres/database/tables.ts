/**
 * The tables, as numbered steps. `exchanges` holds what lists show, in one table: planning a query over a partition for each day costs more
 * than the query. `details` and `bodies` are read by key only and hold most of the bytes, so they are partitioned by day, and a day goes
 * without a trace. Texts are `text` and never `jsonb`, which refuses some, reorders keys, and changes numbers.
 */
import { LEDGER_NAMES, LEDGER_SUMS, QUARTER_NAMES } from '../../../records/rows/ledger-columns.ts'

const names = (of: readonly string[]): string => of.map((name) => `${name} text COLLATE "C" NOT NULL`).join(', ')
/** The sums as SQL names them: without quotes capitals are lost. */
export const SUM_COLUMNS: readonly string[] = LEDGER_SUMS.map((sum) => `"${sum}"`)

const SUMS = SUM_COLUMNS.map((sum) => `${sum} bigint NOT NULL DEFAULT 0`).join(', ')

/** What goes wrong for people stands outside 200 to 299; what looks for it must say so in these very words. */
export const TROUBLE = 'result NOT BETWEEN 200 AND 299'

const FIRST = `
  CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL);
  CREATE TABLE writers (instance text PRIMARY KEY, node text NOT NULL, last_batch bigint NOT NULL, seen_at timestamptz NOT NULL);
  CREATE TABLE exchanges (
    started_at bigint NOT NULL, id text COLLATE "C" NOT NULL, node text NOT NULL, service text NOT NULL, path text NOT NULL,
    upstream text, token text, session text, model_asked text, model_sent text, result int NOT NULL,
    duration_ms float8 NOT NULL, more text NOT NULL, PRIMARY KEY (started_at, id));
  CREATE UNIQUE INDEX exchanges_id ON exchanges (id);
  CREATE INDEX exchanges_upstream ON exchanges (upstream, started_at, id);
  CREATE INDEX exchanges_model_sent ON exchanges (model_sent, started_at, id);
  CREATE INDEX exchanges_model_asked ON exchanges (model_asked, started_at, id) WHERE model_asked <> model_sent;
  CREATE INDEX exchanges_token ON exchanges (token, started_at, id) WHERE token IS NOT NULL;
  CREATE INDEX exchanges_session ON exchanges (session, started_at, id) WHERE session IS NOT NULL;
  CREATE INDEX exchanges_trouble ON exchanges (started_at, id) WHERE ${TROUBLE};
  CREATE INDEX exchanges_upstream_trouble ON exchanges (upstream, started_at, id) WHERE ${TROUBLE};
  CREATE TABLE details (
    started_at bigint NOT NULL, id text COLLATE "C" NOT NULL, attempts text NOT NULL, more text NOT NULL,
    PRIMARY KEY (started_at, id)) PARTITION BY RANGE (started_at);
  CREATE TABLE bodies (
    started_at bigint NOT NULL, id text COLLATE "C" NOT NULL, about text NOT NULL, request bytea, sent bytea, response bytea,
    PRIMARY KEY (started_at, id)) PARTITION BY RANGE (started_at);
  ALTER TABLE bodies ALTER request SET STORAGE EXTERNAL, ALTER sent SET STORAGE EXTERNAL, ALTER response SET STORAGE EXTERNAL;
  CREATE TABLE log_counts (node text PRIMARY KEY, records bigint NOT NULL, bodied bigint NOT NULL);
  CREATE TABLE ledger (bucket int NOT NULL, ${names(QUARTER_NAMES)}, ${SUMS},
    PRIMARY KEY (bucket, ${QUARTER_NAMES.join(', ')})) WITH (fillfactor = 70);
  CREATE TABLE ledger_days (day int NOT NULL, ${names(LEDGER_NAMES)}, ${SUMS},
    PRIMARY KEY (day, ${LEDGER_NAMES.join(', ')})) WITH (fillfactor = 70);
  CREATE TABLE renames (at bigint NOT NULL, service text NOT NULL, old text NOT NULL, new text NOT NULL);
  CREATE TABLE reprices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at bigint NOT NULL, since bigint, until bigint, book text NOT NULL,
    requests bigint NOT NULL, changed bigint NOT NULL, before bigint NOT NULL, after bigint NOT NULL);`

export interface Step {
  readonly sql: string
  /** The oldest version of CLP's tables whose program can still read and write after this step. */
  readonly readableBy: number
}

/** Only added to. What a former program could not read comes one release after the program that can. */
export const STEPS: readonly Step[] = [{ sql: FIRST, readableBy: 1 }]
