/** Keeps the text of answers that are arriving, as far as this page has heard them, so that one can read along. Bounded. */
import type { LiveEvent } from '../../../src/contract/event.ts'

export interface LiveText {
  readonly chunks: readonly string[]
  /** Something is missing: the page came later than the answer, or there was too much of it. */
  readonly gap: boolean
  readonly done: boolean
}

interface Entry {
  chunks: string[]
  size: number
  bytes: number
  gap: boolean
  done: boolean
}

const MOST_REQUESTS = 40
const MOST_CHARACTERS = 4_000_000
const TELL_MS = 120

export class LiveTexts {
  readonly #entries = new Map<string, Entry>()
  readonly #listeners = new Set<() => void>()
  #version = 0
  #pending: ReturnType<typeof setTimeout> | undefined

  /** Counts up with every change; tells listeners at most a few times a second. */
  readonly version = (): number => this.#version

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  text(id: string): LiveText | undefined {
    return this.#entries.get(id)
  }

  readonly receive = (event: LiveEvent): void => {
    if (event.type === 'response_chunk') {
      this.#grow(event.request_id, event.response_delta, event.response_bytes)
    } else if (event.type === 'request_completed') {
      const entry = this.#entries.get(event.request_id)
      if (entry !== undefined) entry.done = true
    } else if (event.type === 'request_started') {
      this.#entries.set(event.request_id, { chunks: [], size: 0, bytes: 0, gap: false, done: false })
      this.#trim()
    } else return
    this.#changed()
  }

  #grow(id: string, delta: string, bytes: number): void {
    const entry = this.#entries.get(id) ?? { chunks: [], size: 0, bytes: 0, gap: bytes > delta.length * 4, done: false }
    this.#entries.set(id, entry)
    entry.bytes = bytes
    if (entry.size + delta.length > MOST_CHARACTERS) {
      entry.gap = true
      return
    }
    entry.chunks.push(delta)
    entry.size += delta.length
    this.#trim()
  }

  #trim(): void {
    for (const id of this.#entries.keys()) {
      if (this.#entries.size <= MOST_REQUESTS) return
      this.#entries.delete(id)
    }
  }

  #changed(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined
      this.#version += 1
      for (const listener of this.#listeners) listener()
    }, TELL_MS)
  }
}
