/** A CLP that has been running for a while: its request log and totals are written before it starts, in the shape the daemon itself writes. */
import { onTestFinished } from 'vitest'
import { systemClock } from '../../../src/contract/clock.ts'
import type { ExchangeRecord } from '../../../src/contract/exchange.ts'
import { createDaemon } from '../../../src/daemon/daemon.ts'
import { homeAt } from '../../../src/store/home.ts'
import { openRecordStore } from '../../../src/store/open-record-store.ts'
import { NO_LIMITS } from '../../kit/open-backend.ts'
import { createTempHome, type HomeDocuments } from '../../kit/temp-home.ts'

export interface AgedClp {
  readonly ui: string
  readonly claudeUrl: string
}

/** CLP for the running test, with these records in its log. */
export const agedClp = async (documents: HomeDocuments, records: readonly ExchangeRecord[]): Promise<AgedClp> => {
  const home = createTempHome(documents)
  const { database } = homeAt(home.root)
  home.write({ system: {}, ...documents })
  const store = await openRecordStore({ file: database, limits: NO_LIMITS, clock: systemClock })
  for (const record of records) store.journal.append(record)
  await store.journal.flush()
  await store.close()
  const environment = { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: '0' }
  const daemon = await createDaemon({ home: home.root, environment })
  onTestFinished(async () => {
    await daemon.close(0)
    home.remove()
  })
  const port = daemon.services.find(({ id }) => id === 'claude')?.port ?? 0
  return { ui: daemon.ui, claudeUrl: `http://127.0.0.1:${port}` }
}
