import { expect, it } from 'vitest'
import { createMachine, record } from '../../../test/kit/machine.ts'
import { olderBodies } from './older-bodies.ts'

it('takes the request that the key of masks was made for as masked', async () => {
  const machine = createMachine()
  machine.write('.clp/mask.json', '{"enabled":true}')
  await record(machine, '{"key":"clp-secret-7k2m9q4x1b3a"}', { startedAt: Date.now() - 1000, durationMs: 5000 })
  machine.write('.clp/data/mask.key', 'k'.repeat(32))
  expect(await olderBodies.run(await machine.look())).toEqual([])
})
