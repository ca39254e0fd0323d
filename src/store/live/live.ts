/** The live picture of the daemon: what runs now and what has just ended, kept on the bus by the reducer that browsers use too. */
import type { LiveEvent, LiveRequest, ResponseChunk } from '../../contract/event.ts'
import { type ChangingRequest, changeOpen, type LiveState, RECENT_LIMIT } from '../../contract/live.ts'
import type { Bus } from './bus.ts'

export interface LiveStore {
  /** The picture now. `seq` counts the events since the start. */
  readonly state: () => LiveState
  /** Requests being answered now, of one service or of all. */
  readonly openCount: (service?: string) => number
  readonly close: () => void
}

/**
 * Chunk events only move two counters of their request, and there are thousands of them per second while somebody watches. So the
 * newest one of each request waits aside and goes through the reducer when the picture is asked for.
 */
export const createLiveStore = (bus: Pick<Bus, 'subscribe'>): LiveStore => {
  const open = new Map<string, ChangingRequest>()
  const recent: LiveRequest[] = []
  let seq = 0
  const waiting = new Map<string, ResponseChunk>()

  const settle = (): LiveState => {
    for (const chunk of waiting.values()) changeOpen(open, chunk)
    waiting.clear()
    const copies = [...open].map(([id, request]): [string, LiveRequest] => [id, { ...request }])
    return { seq, open: new Map(copies), recent: [...recent] }
  }

  /** What waits of a request comes before the next thing that happens to it. */
  const catchUp = (id: string): void => {
    const chunk = waiting.get(id)
    if (chunk === undefined) return
    waiting.delete(id)
    changeOpen(open, chunk)
  }

  const receive = (event: LiveEvent): void => {
    seq += 1
    if (event.type === 'response_chunk') {
      if (open.has(event.request_id)) waiting.set(event.request_id, event)
      return
    }
    if ('request_id' in event) catchUp(event.request_id)
    const done = changeOpen(open, event)
    if (done === undefined) return
    recent.unshift(done)
    if (recent.length > RECENT_LIMIT) recent.pop()
  }

  return {
    state: settle,
    openCount: (service) => {
      if (service === undefined) return open.size
      let count = 0
      for (const request of open.values()) if (request.service === service) count += 1
      return count
    },
    close: bus.subscribe(receive),
  }
}
