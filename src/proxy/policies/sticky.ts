/**
 * A conversation keeps its upstream while that is healthy, so that prompt caches stay warm. New conversations are spread by
 * weight; which one goes where is computed from its name, so that most find back after a restart.
 */
import { createHash } from 'node:crypto'
import type { Upstream } from '../../contract/upstream.ts'
import type { Policy } from './policy.ts'
import { spread } from './spread.ts'

export const sticky = {
  id: 'sticky',
  failsOver: true,
  reason: 'sticky',
  rank: (candidates, { session, remembered, random }) => {
    const order = spread(candidates, session === undefined ? random : (upstream) => draw(session, upstream))
    const kept = order.filter(({ name }) => name === remembered)
    return [...kept, ...order.filter(({ name }) => name !== remembered)]
  },
} as const satisfies Policy

/** A number in [0, 1) that depends on both names alone: rendezvous hashing. */
const draw = (session: string, { name }: Upstream): number =>
  createHash('sha256').update(`${session}\n${name}`).digest().readUIntBE(0, 6) / 2 ** 48
