/** Where finished exchanges are kept: journal and ledger over one back end, opened and closed together. */
import type { SystemSettings } from '../../contract/settings.ts'
import type { ImportReport, ImportSource } from './import-report.ts'
import type { Journal } from './journal.ts'
import type { Ledger } from './ledger.ts'

/** How much of the log is kept; `logLimit` of the system document. */
export type LogLimit = Readonly<SystemSettings['logLimit']>

export interface RecordStore {
  /** Name of the back end, for the status. */
  readonly backend: 'sqlite' | 'memory'
  readonly journal: Journal
  readonly ledger: Ledger
  /** Puts other limits in force; what is too much goes in small steps. */
  readonly configure: (limits: LogLimit) => void
  /** Takes the original's logs and totals over, once in the life of the database; later calls report what was done then. */
  readonly importHistory: (source: ImportSource) => Promise<ImportReport>
  /** Writes what is waiting, then lets go of the file. */
  readonly close: () => Promise<void>
}
