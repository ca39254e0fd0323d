import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { LiveEvent } from '../../contract/event.ts'
import { Problem } from '../../edge/problem.ts'
import { createBus } from '../../store/live/bus.ts'
import { createLiveStore } from '../../store/live/live.ts'
import { createChannels } from './channels.ts'
import { createViewer, type Viewer } from './viewer.ts'

/** As much of a socket as a viewer sees; a test sets how much waits in it. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  pings = 0
  terminated = false
  readonly closes: number[] = []
  readonly sent: { type: string; seq?: number }[] = []
  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string; seq?: number })
  }
  close(code: number): void {
    this.closes.push(code)
  }
  terminate(): void {
    this.terminated = true
    this.readyState = 3
  }
  ping(): void {
    this.pings += 1
  }
}

const chunk: LiveEvent = {
  type: 'response_chunk',
  request_id: 'a',
  service: 'claude',
  timestamp: '',
  response_delta: 'x',
  response_bytes: 1,
  duration_ms: 1,
  response_truncated: false,
}
const changed: LiveEvent = { type: 'config_changed', timestamp: '', document: 'lb', version: '1' }

const scene = () => {
  const bus = createBus(() => undefined)
  const live = createLiveStore(bus)
  const channels = createChannels(bus, live)
  bus.subscribe(channels.send)
  const socket = new FakeSocket()
  let refused = false
  const viewer = createViewer({
    socket: socket as unknown as WebSocket,
    writes: { hold: () => undefined, release: () => undefined },
    refusal: () => (refused ? new Problem('unauthenticated', 'No') : undefined),
    limits: { soft: 100, hard: 1000 },
    chunks: true,
    find: (chunks) => channels.find({ chunks }),
  })
  const refuse = () => {
    refused = true
  }
  return { bus, channels, socket, viewer, refuse }
}

let at: ReturnType<typeof scene>
beforeEach(() => {
  at = scene()
})

describe('a viewer', () => {
  it('that falls behind loses chunks first, and can tell by the numbers', () => {
    const { bus, socket } = at
    bus.emit(chunk)
    socket.bufferedAmount = 101
    bus.emit(chunk)
    bus.emit(chunk)
    bus.emit(changed)
    socket.bufferedAmount = 0
    bus.emit(chunk)
    expect(socket.sent.map(({ type, seq }) => [type, seq])).toEqual([
      ['snapshot', 0],
      ['response_chunk', 1],
      ['config_changed', 4],
      ['response_chunk', 5],
    ])
  })

  it('is given no snapshot while it cannot take in what was sent already', () => {
    const { socket } = at
    socket.bufferedAmount = 101
    socket.emit('message', Buffer.from('{"type":"snapshot"}'), false)
    expect(socket.sent).toHaveLength(1)
  })

  it('that falls behind for good has to go, and nothing more is kept for it', () => {
    const { bus, socket } = at
    socket.bufferedAmount = 1001
    bus.emit(changed)
    expect(socket.terminated).toBe(true)
    expect(socket.closes).toEqual([1013])
    expect(bus.wantsChunks()).toBe(false)
  })

  it('is asked for a sign of life, and ended when it gives none', () => {
    const { viewer, socket } = at
    viewer.tick()
    socket.emit('pong')
    viewer.tick()
    expect([socket.pings, socket.terminated]).toEqual([2, false])
    viewer.tick()
    expect(socket.terminated).toBe(true)
  })

  it('has to go when it may no longer look', () => {
    const { viewer, socket, refuse } = at
    viewer.recheck()
    expect(socket.closes).toEqual([])
    refuse()
    viewer.recheck()
    expect(socket.closes).toEqual([4401])
  })

  it('is not asked again while it closes', () => {
    const { viewer, socket, refuse } = at
    refuse()
    viewer.recheck()
    socket.readyState = 2
    viewer.recheck()
    viewer.tick()
    expect(socket.closes).toEqual([4401])
  })
})

describe('chunks', () => {
  const said = (viewer: { socket: FakeSocket }, text: string) => viewer.socket.emit('message', Buffer.from(text), false)

  it('are wanted of the bus only while somebody wants them', () => {
    const { bus, viewer } = at
    expect(bus.wantsChunks()).toBe(true)
    said(at, '{"type":"chunks","wanted":false}')
    expect(bus.wantsChunks()).toBe(false)
    said(at, '{"type":"chunks","wanted":true}')
    expect(bus.wantsChunks()).toBe(true)
    ;(viewer satisfies Viewer).leave()
    expect(bus.wantsChunks()).toBe(false)
  })

  it('leave no gap in the numbers of those who do not want them', () => {
    const { bus, socket } = at
    said(at, '{"type":"chunks","wanted":false}')
    const from = socket.sent.length
    for (const event of [changed, chunk, chunk, changed]) bus.emit(event)
    expect(socket.sent.slice(from).map(({ seq }) => seq)).toEqual([1, 2])
  })
})
