/** One transaction around some work. */
import type { Connection } from './driver.ts'

/** Runs `work` in a transaction; rolls back and throws on when it throws. */
export const transaction = <T>(connection: Connection, work: () => T): T => {
  connection.exec('BEGIN IMMEDIATE')
  try {
    const value = work()
    connection.exec('COMMIT')
    return value
  } catch (error) {
    try {
      connection.exec('ROLLBACK')
    } catch {
      // A full disk may have ended the transaction already; the first error is the one that counts.
    }
    throw error
  }
}
