/** Connections to PostgreSQL, with the time-outs that keep a server that hangs from holding anybody. */
import pg from 'pg'

/** A row as it comes: `bigint` columns as text, `bytea` as bytes. */
export type Row = Readonly<Record<string, unknown>>

export interface Answer {
  readonly rows: readonly Row[]
  /** Rows that the statement changed or gave. */
  readonly count: number
}

/** One connection: statements run in the order in which they are given. */
export interface Session {
  readonly query: (text: string, values?: readonly unknown[]) => Promise<Answer>
  /** Closes the connection at once, also under a statement. Never rejects. */
  readonly destroy: () => void
}

/** Schema of our tables, unless the address names another one by `?options=-c search_path=…`. */
const SCHEMA = 'clp'
const CONNECT_MS = 5000
/** How long a statement may take that writes, and that answers a question, in ms. */
const WRITE_MS = 35_000
const READ_MS = 20_000
/** What the client gives to the server to say so itself. */
const GRACE_MS = 5000

/** The address could not be read. Does not say it: there is a password in it. */
export class BadDatabaseUrl extends Error {
  constructor() {
    super('it is no address like postgres://user:password@host:5432/database')
    this.name = 'BadDatabaseUrl'
  }
}

const configOf = (url: string, statementMs: number): pg.ClientConfig => {
  if (!/^postgres(?:ql)?:/.test(url) || !URL.canParse(url)) throw new BadDatabaseUrl()
  const hasOptions = new URL(url).searchParams.has('options')
  return {
    connectionString: url,
    application_name: 'clp',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: statementMs + GRACE_MS,
    statement_timeout: statementMs,
    keepAlive: true,
    ...(hasOptions ? {} : { options: `-c search_path=${SCHEMA}` }),
  }
}

/** Rejects with the error of the system or the server. */
export const connect = async (url: string): Promise<Session> => {
  const client = new pg.Client(configOf(url, WRITE_MS))
  // A connection that ends between two statements shows at the next one.
  client.on('error', () => undefined)
  await client.connect()
  return sessionOf(client, () => void client.end().catch(() => undefined))
}

const sessionOf = (client: pg.ClientBase, end: () => void): Session => ({
  query: async (text, values) => {
    const { rows, rowCount } = await client.query(text, values === undefined ? undefined : [...values])
    return { rows: rows as readonly Row[], count: rowCount ?? 0 }
  },
  destroy: () => {
    // An orderly end would wait for the statement that hangs.
    const { connection } = client as unknown as { readonly connection: { readonly stream: { destroy: () => void } } }
    connection.stream.destroy()
    end()
  },
})

/** Several connections for questions and rare acts, opened by need. */
export interface Sessions {
  readonly query: Session['query']
  /** Does `work` in one transaction. Rejects with its error when it fails, and undoes it. */
  readonly transaction: <T>(work: (session: Session) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

/** Connections for questions of one node. */
const MOST_READERS = 4

export const openSessions = (url: string): Sessions => {
  const pool = new pg.Pool({ ...configOf(url, READ_MS), max: MOST_READERS, idleTimeoutMillis: 60_000 })
  pool.on('error', () => undefined)
  return {
    query: async (text, values) => {
      const { rows, rowCount } = await pool.query(text, values === undefined ? undefined : [...values])
      return { rows: rows as readonly Row[], count: rowCount ?? 0 }
    },
    transaction: async (work) => {
      const client = await pool.connect()
      let failed: Error | undefined
      try {
        return await inTransaction(
          sessionOf(client, () => undefined),
          work,
        )
      } catch (error) {
        failed = error instanceof Error ? error : new Error(String(error))
        throw error
      } finally {
        // One that failed may hold a transaction that nobody could undo.
        client.release(failed)
      }
    },
    close: () => pool.end(),
  }
}

/** Does `work` between `BEGIN` and `COMMIT`. Rejects with its error, after a `ROLLBACK` that may fail as well. */
export const inTransaction = async <T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> => {
  await session.query('BEGIN')
  try {
    const result = await work(session)
    await session.query('COMMIT')
    return result
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
