import { expect, it } from 'vitest'
import { readFailure } from '../../contract/failure-sentence.ts'
import { describeOutcome } from './outcome.ts'

it.each([
  [
    { kind: 'refused', status: 529 },
    { kind: 'status', code: '529', bytes: '' },
  ],
  [
    { kind: 'unreachable', code: 'ECONNREFUSED' },
    { kind: 'unreachable', code: 'ECONNREFUSED', bytes: '' },
  ],
  [
    { kind: 'broken', code: 'timeout', bytes: 0 },
    { kind: 'silent', code: 'timeout', bytes: '' },
  ],
  [
    { kind: 'broken', code: 'ECONNRESET', bytes: 12 },
    { kind: 'broken', code: 'ECONNRESET', bytes: '12' },
  ],
  [{ kind: 'abandoned' }, undefined],
] as const)('what is written about %j can be read again', (outcome, parts) => {
  expect(readFailure(describeOutcome(outcome))).toEqual(parts)
})
