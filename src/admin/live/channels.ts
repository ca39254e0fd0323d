/** What viewers can listen to: all services or one, with chunks or without. Each channel counts its own events and writes each once. */
import type { LiveEvent, LiveRequest } from '../../contract/event.ts'
import type { Bus } from '../../store/live/bus.ts'
import type { LiveStore } from '../../store/live/live.ts'

export interface Listener {
  /** Takes one message. `droppable` ones may be left out when the listener does not keep up. */
  readonly send: (message: string, droppable: boolean) => void
}

export interface Channel {
  readonly join: (listener: Listener) => void
  readonly leave: (listener: Listener) => void
  /** The picture now, as a message. */
  readonly snapshot: () => string
}

export interface ChannelKey {
  /** All services when absent. */
  readonly service?: string
  readonly chunks: boolean
}

export interface Channels {
  readonly find: (key: ChannelKey) => Channel
  readonly send: (event: LiveEvent) => void
  readonly close: () => void
}

interface State {
  readonly key: ChannelKey
  readonly listeners: Set<Listener>
  readonly channel: Channel
  seq: number
  /** Undo of the wish for chunks, while somebody in a channel with chunks listens. */
  unwant: (() => void) | undefined
}

/** `live` must have been subscribed to the bus before, so that a snapshot holds every event that was sent. */
export const createChannels = (bus: Pick<Bus, 'wantChunks'>, live: LiveStore): Channels => {
  const channels = new Map<string, State>()

  const open = (key: ChannelKey): State => {
    const state: State = {
      key,
      listeners: new Set(),
      seq: 0,
      unwant: undefined,
      channel: {
        join: (listener) => {
          state.listeners.add(listener)
          if (key.chunks) state.unwant ??= bus.wantChunks()
        },
        leave: (listener) => {
          state.listeners.delete(listener)
          if (state.listeners.size > 0) return
          state.unwant?.()
          state.unwant = undefined
        },
        snapshot: () => snapshotOf(live, key, state.seq),
      },
    }
    return state
  }

  return {
    find: (key) => {
      const name = `${key.chunks ? 'chunks' : 'plain'} ${key.service ?? ''}`
      const state = channels.get(name) ?? open(key)
      channels.set(name, state)
      return state.channel
    },
    send: (event) => {
      const isChunk = event.type === 'response_chunk'
      let written: string | undefined
      for (const state of channels.values()) {
        if (state.listeners.size === 0 || !concerns(event, state.key)) continue
        state.seq += 1
        // Written once for everybody; only the number differs between channels.
        written ??= JSON.stringify(event).slice(0, -1)
        const message = `${written},"seq":${state.seq}}`
        for (const listener of state.listeners) listener.send(message, isChunk)
      }
    },
    close: () => {
      for (const state of channels.values()) state.unwant?.()
      channels.clear()
    },
  }
}

const concerns = (event: LiveEvent, { service, chunks }: ChannelKey): boolean => {
  if (event.type === 'response_chunk' && !chunks) return false
  return service === undefined || !('service' in event) || event.service === service
}

const snapshotOf = (live: LiveStore, { service }: ChannelKey, seq: number): string => {
  const { open, recent } = live.state()
  const belongs = (request: LiveRequest): boolean => service === undefined || request.service === service
  return JSON.stringify({
    type: 'snapshot',
    seq,
    open: [...open.values()].filter(belongs),
    recent: recent.filter(belongs),
  })
}
