import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ResponseChunk } from '../../contract/event.ts'
import { createIsoTime } from '../../contract/iso-time.ts'
import { createBus } from '../../store/live/bus.ts'
import type { Head } from '../exchange/exchange.ts'
import { createChunkEmitter } from './chunk-emitter.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const clock = { now: () => Date.now(), elapsed: () => Date.now() }

const scene = (wanted = true) => {
  const bus = createBus((error) => {
    throw error
  })
  const told: ResponseChunk[] = []
  bus.subscribe((event) => {
    if (event.type === 'response_chunk') told.push(event)
  })
  const unwant = wanted ? bus.wantChunks() : () => undefined
  let received = 0
  const input = { id: 'one', service: { id: 'claude' } } as Head
  const emitter = createChunkEmitter({ bus, clock, isoTime: createIsoTime() }, input, () => received)
  const come = (bytes: number): void => {
    received += bytes
  }
  const say = (text: string): void => {
    come(Buffer.byteLength(text))
    emitter.push(Buffer.from(text))
  }
  return { bus, told, emitter, unwant, come, say }
}

it('tells of many chunks in one event, a moment later', () => {
  const { told, say } = scene()
  for (const text of ['Hel', 'lo, ', 'wor', 'ld']) say(text)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1000)
  expect(told).toMatchObject([{ request_id: 'one', response_delta: 'Hello, world', response_bytes: 12 }])
  say('!')
  vi.advanceTimersByTime(1000)
  expect(told[1]).toMatchObject({ response_delta: '!', response_bytes: 13 })
})

it('tells what waits at the end, and only then', () => {
  const { told, emitter, say } = scene()
  say('last')
  emitter.end()
  emitter.end()
  vi.advanceTimersByTime(1000)
  expect(told).toMatchObject([{ response_delta: 'last' }])
})

it('completes a character that was cut, also between two events', () => {
  const { told, emitter } = scene()
  for (const byte of Buffer.from('ö🙂')) {
    emitter.push(Uint8Array.of(byte))
    vi.advanceTimersByTime(1000)
  }
  expect(told.map(({ response_delta }) => response_delta).join('')).toBe('ö🙂')
})

it('does not let much wait, and tells only sizes after two million characters', () => {
  const { told, say } = scene()
  for (let count = 0; count < 40; count += 1) say('x'.repeat(64 * 1024))
  vi.advanceTimersByTime(1000)
  const text = told.map(({ response_delta }) => response_delta).join('')
  expect(text.length).toBe(2 * 1024 * 1024)
  expect(told[0]?.response_delta.length).toBe(128 * 1024)
  expect(told.at(-1)).toMatchObject({ response_delta: '', response_bytes: 40 * 64 * 1024, response_truncated: true })
})

it('builds nothing while nobody looks, but counts', () => {
  const { bus, told, say } = scene(false)
  say('unheard')
  expect(vi.getTimerCount()).toBe(0)
  bus.wantChunks()
  say('heard')
  vi.advanceTimersByTime(1000)
  expect(told).toMatchObject([{ response_delta: 'heard', response_bytes: 12 }])
})

it('tells sizes as they came over the wire, also where there is no text to tell', () => {
  const { told, emitter, come } = scene()
  come(7)
  emitter.push(Buffer.from('what seven bytes unpacked to'))
  vi.advanceTimersByTime(1000)
  come(5)
  emitter.push(Buffer.alloc(0))
  vi.advanceTimersByTime(1000)
  expect(told).toMatchObject([
    { response_delta: 'what seven bytes unpacked to', response_bytes: 7 },
    { response_delta: '', response_bytes: 12 },
  ])
})
