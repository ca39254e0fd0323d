/** The storage back ends. */
export { createMemoryStore } from './memory.ts'
export { openSqliteStore } from './sqlite/open-sqlite-store.ts'
