import { expect, it } from 'vitest'
import { removals } from './removals.ts'

const BEFORE = { requests: 100, requestsWithBodies: 50, days: 0, bytes: 1000 }
const JOURNAL = { records: 80, bytes: 900, dropped: 0, warning: '', troubles: [] }

it.each([
  [{}, []],
  [{ requests: 90 }, []],
  [{ requests: 0 }, [{ kind: 'requests', count: 80 }]],
  [{ requests: 10, requestsWithBodies: 5 }, [{ kind: 'requests', count: 70 }]],
  [{ requestsWithBodies: 20 }, [{ kind: 'bodies', count: 30 }]],
  [{ requestsWithBodies: 60 }, []],
  [{ days: 7 }, [{ kind: 'days', days: 7 }]],
  [{ bytes: 950 }, []],
  [{ bytes: 500 }, [{ kind: 'size', bytes: 500 }]],
])('a change of the limits to %j removes %j', (change, wanted) => {
  expect(removals(BEFORE, { ...BEFORE, ...change }, JOURNAL)).toEqual(wanted)
})

it('a longer time than before removes nothing new', () => {
  expect(removals({ ...BEFORE, days: 3 }, { ...BEFORE, days: 7 }, JOURNAL)).toEqual([])
})
