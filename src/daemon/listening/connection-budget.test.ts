import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, it, vi } from 'vitest'
import { createConnectionBudget } from './connection-budget.ts'

const socket = () => new EventEmitter() as Socket

it('lets in as many as there are descriptors for them and their upstreams, after idle ones were asked to go', () => {
  const budget = createConnectionBudget(120)
  const closeIdleConnections = vi.fn()
  budget.add({ closeIdleConnections })
  const let28 = Array.from({ length: 28 }, socket)
  expect(let28.map(budget.take)).toEqual(let28.map(() => true))
  expect(closeIdleConnections).toHaveBeenCalledTimes(8)
  expect(budget.take(socket())).toBe(false)
  let28[0]?.emit('close')
  expect(budget.take(socket())).toBe(true)
  expect(budget.take(socket())).toBe(false)
})

it('counts nobody where nothing is limited', () => {
  const budget = createConnectionBudget(undefined)
  expect(Array.from({ length: 5000 }, () => budget.take(socket())).every(Boolean)).toBe(true)
})
