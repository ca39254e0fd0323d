/** The storage back ends. */
export { createMemoryStore } from './memory.ts'
export { openSqliteStore, type SqliteStoreOptions } from './sqlite/open-sqlite-store.ts'
export { askAbout } from './sqlite/reader-link.ts'
