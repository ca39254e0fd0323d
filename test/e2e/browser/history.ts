/** The past of a CLP: a request log and totals, written before it starts, in the shape the daemon itself writes. */
import { mkdirSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../../src/contract/clock.ts'
import type { ExchangeRecord } from '../../../src/contract/exchange.ts'
import { homeAt } from '../../../src/store/files/home.ts'
import { openRecordStore } from '../../../src/store/open-record-store.ts'
import { startClp, type TestClp } from '../../kit/clp.ts'
import { NO_LIMITS } from '../../kit/open-backend.ts'
import type { HomeDocuments, TempHome } from '../../kit/temp-home.ts'

/** Writes the log of a home that no daemon uses yet. */
export const writeHistory = async ({ root }: TempHome, records: readonly ExchangeRecord[]): Promise<void> => {
  const { data, database } = homeAt(root)
  mkdirSync(data, { recursive: true })
  const store = await openRecordStore({ file: database, limits: NO_LIMITS, clock: systemClock })
  for (const record of records) store.journal.append(record)
  await store.journal.flush()
  await store.close()
}

/** CLP for the running test, with these records in its log. */
export const agedClp = async (documents: HomeDocuments, records: readonly ExchangeRecord[]): Promise<TestClp> => {
  const started = await startClp(documents, {}, (home) => writeHistory(home, records))
  onTestFinished(() => started.close())
  return started
}
