/** The storage back ends. */
export { createMemoryStore } from './memory.ts'
export { openPostgresStore, type PostgresStoreOptions } from './postgres/open-postgres-store.ts'
export { openSqliteStore, type SqliteStoreOptions } from './sqlite/open-sqlite-store.ts'
export { askAbout } from './sqlite/reader-link.ts'
