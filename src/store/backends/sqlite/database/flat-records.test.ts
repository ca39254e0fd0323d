import { expect, it } from 'vitest'
import { captured, recordOf } from '../../../../../test/kit/records.ts'
import { packRecord } from '../../../records/packed-record.ts'
import { flatten, unflatten } from './flat-records.ts'

it('gives every record back as it was', () => {
  const records = [
    recordOf(),
    recordOf({ attempts: [] }),
    recordOf({ token: 'somebody', session: 'one', model: { asked: 'a', sent: 'b' }, sent: captured('as sent') }),
    recordOf({ model: {}, request: captured(''), response: captured('') }),
    recordOf({
      request: captured('packed', { packed: true }),
      sent: captured('edit', { between: { head: 7, tail: 9 } }),
      response: captured('after the edit'),
    }),
    recordOf({ outcome: { kind: 'failed', code: 'timeout', status: 504, reason: 'zu spät' } }),
  ].map((record) => packRecord(record).wire)
  expect(unflatten(structuredClone(flatten(records)))).toEqual(records)
})
