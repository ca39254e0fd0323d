/** Carries live events from the stages to whoever listens. A broken listener is fenced; with none, nothing is built. */
import type { LiveEvent } from '../../contract/event.ts'

export type BusListener = (event: LiveEvent) => void

export interface Bus {
  readonly emit: (event: LiveEvent) => void
  /** Returns its own undo. */
  readonly subscribe: (listener: BusListener) => () => void
  /** True while somebody wants `response_chunk`; asked before a chunk is decoded. */
  readonly wantsChunks: () => boolean
  /** Says that chunks are wanted until the returned undo is called. */
  readonly wantChunks: () => () => void
}

export const createBus = (onListenerError: (error: unknown) => void): Bus => {
  const listeners = new Set<BusListener>()
  let chunkReaders = 0
  return {
    emit: (event) => {
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          onListenerError(error)
        }
      }
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    wantsChunks: () => chunkReaders > 0,
    wantChunks: () => {
      chunkReaders += 1
      let wanted = true
      return () => {
        if (wanted) chunkReaders -= 1
        wanted = false
      }
    },
  }
}
