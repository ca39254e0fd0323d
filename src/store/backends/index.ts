/** The storage back ends. */
export { createMemoryStore } from './memory.ts'
export { faultIn, isOutdated } from './sqlite/database/open-database.ts'
export { openSqliteStore, type SqliteStoreOptions } from './sqlite/open-sqlite-store.ts'
