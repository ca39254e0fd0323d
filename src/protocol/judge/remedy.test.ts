import { expect, it } from 'vitest'
import type { AttemptOutcome } from '../../contract/exchange.ts'
import { remedyOf } from './remedy.ts'

it.each<[AttemptOutcome, string | undefined]>([
  [{ kind: 'answered', status: 200 }, undefined],
  [{ kind: 'answered', status: 302 }, undefined],
  [{ kind: 'answered', status: 400 }, 'remedy-request'],
  [{ kind: 'refused', status: 401 }, 'remedy-key'],
  [{ kind: 'answered', status: 404, unable: true }, 'remedy-model'],
  [{ kind: 'refused', status: 429 }, 'remedy-limit'],
  [{ kind: 'refused', status: 529 }, 'remedy-overloaded'],
  [{ kind: 'refused', status: 500 }, 'remedy-server'],
  [{ kind: 'unreachable', code: 'ECONNREFUSED' }, 'remedy-reach'],
  [{ kind: 'broken', code: 'web-page-in-200', bytes: 5 }, 'remedy-address'],
  [{ kind: 'broken', code: 'empty-200', bytes: 0 }, 'remedy-server'],
  [{ kind: 'abandoned' }, undefined],
])('after %j: %s', (outcome, code) => {
  expect(remedyOf(outcome)?.code).toBe(code)
})
