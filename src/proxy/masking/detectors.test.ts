/** Texts full of places where secrets could begin: each is looked at, with pauses in which others have their turn. */
import { expect, it } from 'vitest'
import { kinds } from '../masks/index.ts'
import { createDetectors } from './detectors.ts'

it.each([
  ['eyJ', 8000],
  ['password=', 4000],
  ['-----BEGIN RSA PRIVATE KEY-----', 400],
])('pauses while it looks at %s over and over', (unit, times) => {
  let pauses = 0
  const work = createDetectors(kinds).inText(Buffer.from(unit.repeat(times)))
  while (work.next().done !== true) pauses += 1
  // Of the search for gates alone there are fewer than twenty.
  expect(pauses).toBeGreaterThan(20)
})
