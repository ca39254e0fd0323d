import { afterEach, describe, expect, it, vi } from 'vitest'
import { LiveConnection, waitBeforeRetry } from './live.ts'

/** A socket that does what the test says. */
class FakeSocket {
  readonly sent: string[] = []
  onopen: (() => void) | null = null
  onmessage: ((message: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.onclose?.()
  }

  receive(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }
}

const connection = (key?: string) => {
  const sockets: FakeSocket[] = []
  const protocols: string[][] = []
  const onRefused = vi.fn()
  const live = new LiveConnection({
    url: 'ws://test/ws/realtime',
    onRefused,
    pageKeys: { read: () => key },
    open: (_url, named) => {
      protocols.push(named)
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
  })
  return { live, sockets, protocols, onRefused, last: () => sockets.at(-1) as FakeSocket }
}

const started = (seq: number, id: string) => ({
  type: 'request_started',
  seq,
  request_id: id,
  service: 's',
  timestamp: new Date().toISOString(),
  status: 'PENDING',
})

describe('LiveConnection', () => {
  afterEach(() => vi.useRealTimers())

  it('is live with the snapshot, not before', () => {
    const { live, last } = connection()
    live.start()
    last().onopen?.()
    expect(live.view().link.kind).toBe('connecting')
    last().receive({ type: 'snapshot', seq: 7, open: [], recent: [] })
    expect(live.view()).toMatchObject({ link: { kind: 'live' }, state: { seq: 7 } })
    live.stop()
  })

  it('tells every event at once, and the picture at most now and then', () => {
    vi.useFakeTimers()
    const { live, last } = connection()
    const events = vi.fn()
    live.onEvent(events)
    live.start()
    last().receive({ type: 'snapshot', seq: 0, open: [], recent: [] })
    for (let seq = 1; seq <= 50; seq += 1) last().receive(started(seq, `r${seq}`))
    expect(events).toHaveBeenCalledTimes(50)
    expect(live.view().state.open.size).toBe(0)
    vi.advanceTimersByTime(200)
    expect(live.view().state.open.size).toBe(50)
    live.stop()
  })

  it('asks for a fresh picture after a gap', () => {
    const { live, last } = connection()
    live.start()
    last().receive({ type: 'snapshot', seq: 1, open: [], recent: [] })
    last().receive(started(5, 'r'))
    expect(last().sent).toContain('{"type":"snapshot"}')
    live.stop()
  })

  it('comes back by itself, waiting longer each time, and says when', () => {
    vi.useFakeTimers()
    const { live, sockets, onRefused, last } = connection()
    live.start()
    last().close()
    expect(onRefused).toHaveBeenCalledTimes(1)
    const { link } = live.view()
    expect(link.kind).toBe('waiting')
    vi.advanceTimersByTime(20_000)
    expect(sockets.length).toBeGreaterThan(1)
    live.stop()
  })

  it('stays away once stopped', () => {
    vi.useFakeTimers()
    const { live, sockets, last } = connection()
    live.start()
    last().close()
    live.stop()
    vi.advanceTimersByTime(60_000)
    expect(sockets).toHaveLength(1)
  })
})

describe('waitBeforeRetry', () => {
  it('doubles up to a quarter of a minute', () => {
    expect([0, 1, 2, 20].map((failures) => waitBeforeRetry(failures, 0.5))).toEqual([500, 1000, 2000, 15_000])
  })
})

it('shows the page key as a subprotocol, where there is one', () => {
  const [signedIn, open] = [connection('key'), connection()]
  for (const { live } of [signedIn, open]) {
    live.start()
    live.stop()
  }
  expect([signedIn.protocols, open.protocols]).toEqual([[['clp-live', 'clp-page-key.key']], [['clp-live']]])
})
