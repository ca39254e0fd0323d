/** Bodies in the request log from before secrets were masked. */
import { statSync } from 'node:fs'
import { exchangeDetailSchema, exchangePageSchema } from '../../contract/api/exchanges.ts'
import { maskDocument } from '../../store/documents/mask.ts'
import { faultInRecords, recordsOutdated } from '../../store/open-record-store.ts'
import { withQuery } from '../api/api-client.ts'
import { settingsInForce } from '../api/documents.ts'
import { withRecordsApi } from '../api/offline-records.ts'
import { defineCheck } from './check.ts'

/** Requests whose bodies are looked for: of many the newest are the last to lose them. */
const LOOKED_AT = '20'

export const olderBodies = defineCheck('older-bodies', async ({ cli, rejections }, found) => {
  if (rejections.some(({ document }) => document === maskDocument.id)) return []
  if (!(await settingsInForce(cli, maskDocument)).enabled) return []
  // Looking must change nothing: a file that is damaged is put aside by who opens it, one of an older form is written anew.
  const file = cli.home.database
  if ((await faultInRecords(file)) !== undefined || (await recordsOutdated(file))) return []
  // The key is made with the first request that is masked.
  const since = statSync(cli.home.maskKey, { throwIfNoEntry: false })?.mtimeMs ?? cli.clock.now()
  const path = withQuery('/api/exchanges', { until: String(Math.floor(since)), limit: LOOKED_AT })
  return withRecordsApi(cli, async (api) => {
    const older = (await api?.ask(exchangePageSchema, { path }))?.items ?? []
    // Those that were still under way then may be the ones that it was made for.
    for (const { id } of older.filter(({ startedAt, durationMs }) => startedAt + durationMs < since)) {
      const detail = await api?.ask(exchangeDetailSchema, { path: `/api/exchanges/${encodeURIComponent(id)}` })
      if (detail !== undefined && Object.values(detail.bodies).some((body) => body !== null && body.size > 0)) {
        return [found('warning', 'kept', { date: new Date(since).toISOString().slice(0, 10) })]
      }
    }
    return []
  })
})
