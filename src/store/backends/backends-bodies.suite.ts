/** How every back end keeps bodies that come in another form than they passed. Part of what `backends.suite.ts` asks. */
import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { NO_LIMITS, type OpenBackend } from '../../../test/kit/open-backend.ts'
import { captured, recordOf } from '../../../test/kit/records.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import type { RecordStore } from '../records/record-store.ts'

export const bodiesSuite = (name: string, open: OpenBackend): void => {
  describe(`bodies of back end ${name}`, () => {
    let store: RecordStore
    beforeEach(async () => {
      store = await open({ clock: createFakeClock(Date.UTC(2026, 10, 22, 14, 5)), limits: NO_LIMITS })
    })
    afterEach(() => store.close())

    const add = async (...records: readonly ExchangeRecord[]): Promise<void> => {
      for (const record of records) store.journal.append(record)
      await store.journal.flush()
    }

    it('gives bodies back whole that were packed while the answer still came', async () => {
      const text = `{"model":"small","text":"${'word '.repeat(30_000)}"}`
      const sent = text.replace('small', 'larger')
      // So much is left of it that its memory changes hands.
      const noise = randomBytes(50_000).toString('hex')
      const packed = captured(deflateRawSync(text), { size: text.length, packed: true })
      const between = { head: text.indexOf('small'), tail: text.length - text.indexOf('",') }
      await add(
        recordOf({ id: 'edit', request: packed, sent: captured('larger', { size: sent.length, between }) }),
        recordOf({
          id: 'both',
          request: packed,
          sent: captured(deflateRawSync(sent), { size: sent.length, packed: true }),
        }),
        recordOf({ id: 'equal', request: packed }),
        recordOf({
          id: 'given',
          request: captured(deflateRawSync(noise), { size: noise.length, packed: true, spent: true }),
          sent: captured('none', { truncated: true, size: 9 }),
        }),
      )
      const kept = async (id: string, kind: 'request' | 'sent') => {
        const body = await store.journal.body(id, kind)
        return body && { text: Buffer.from(body.bytes).toString(), truncated: body.truncated, size: body.size }
      }
      const whole = (of: string) => ({ text: of, truncated: false, size: of.length })
      for (const id of ['edit', 'both', 'equal']) expect(await kept(id, 'request'), id).toEqual(whole(text))
      expect(await kept('edit', 'sent')).toEqual(whole(sent))
      expect(await kept('both', 'sent')).toEqual(whole(sent))
      expect(await kept('equal', 'sent')).toEqual(whole(text))
      expect(await kept('given', 'request')).toEqual(whole(noise))
      expect(await kept('given', 'sent')).toEqual({ text: 'none', truncated: true, size: 9 })
    })
  })
}
