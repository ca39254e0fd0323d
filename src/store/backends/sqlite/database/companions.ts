/** The files of one database: itself, and what SQLite puts beside it in WAL mode (sqlite.org/walformat.html). */
export const COMPANIONS = ['', '-wal', '-shm'] as const
