/** The query builder over our tables. For the reader's thread only: loading it takes longer than opening the database. */
import {
  type CompiledQuery,
  DummyDriver,
  type InferResult,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { SqlValue } from '../../../records/rows/sql-value.ts'
import type { Connection } from '../database/driver.ts'
import type { Tables } from '../database/schema.ts'

/** A builder that only compiles: the connection of a worker is synchronous, and so are its queries. */
export const queries = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** Runs a compiled query. */
export const allRows = <Query extends { readonly compile: () => CompiledQuery }>(
  connection: Connection,
  query: Query,
): InferResult<Query> => {
  const { sql, parameters } = query.compile()
  return connection.all(sql, parameters as readonly SqlValue[]) as InferResult<Query>
}
