/**
 * The live socket: a snapshot, then events, through the reducer that the daemon uses too. Reconnects with growing waits, asks for a
 * fresh picture after a gap, and says whether what one sees is live.
 */
import type { LiveEvent } from '../../../src/contract/event.ts'
import {
  EMPTY_LIVE,
  type HubMessage,
  type LiveState,
  liveFromSnapshot,
  reduceLive,
} from '../../../src/contract/live.ts'
import { LIVE_PROTOCOL, PAGE_KEY_PROTOCOL } from '../../../src/contract/page-key.ts'
import type { PageKeys } from './page-key.ts'

export type LiveLink =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** `retryAt`: ms since 1970, when the next try is made. */
  | { readonly kind: 'waiting'; readonly retryAt: number }

export interface LiveView {
  readonly link: LiveLink
  readonly state: LiveState
}

export interface LiveOptions {
  readonly url: string
  readonly pageKeys: Pick<PageKeys, 'read'>
  /** Called when a connection could not be made: the caller may find out whether it is signed out. */
  readonly onRefused: () => void
  readonly open?: (url: string, protocols: string[]) => WebSocket
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
const PING_MS = 25_000
/** Without a word for this long the connection is taken for dead. */
const SILENCE_MS = 70_000
/** Listeners are told at most this often; a fast stream would otherwise redraw the page for every chunk. */
const TELL_MS = 80

/** Waits double from half a second to a quarter of a minute, with some spread so that tabs do not knock in step. */
export const waitBeforeRetry = (failures: number, random: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10)) * (0.75 + random / 2)

export class LiveConnection {
  readonly #options: LiveOptions
  readonly #views = new Set<() => void>()
  readonly #listeners = new Set<(event: LiveEvent) => void>()
  #view: LiveView = { link: { kind: 'connecting' }, state: EMPTY_LIVE }
  #state: LiveState = EMPTY_LIVE
  #socket: WebSocket | undefined
  #failures = 0
  #skew = 0
  #lastWord = 0
  #pending: ReturnType<typeof setTimeout> | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #ping: ReturnType<typeof setInterval> | undefined

  constructor(options: LiveOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#socket !== undefined || this.#retry !== undefined) return
    this.#connect()
  }

  stop(): void {
    clearTimeout(this.#retry)
    clearTimeout(this.#pending)
    clearInterval(this.#ping)
    this.#retry = undefined
    this.#pending = undefined
    const socket = this.#socket
    this.#socket = undefined
    socket?.close(1000)
  }

  /** Tries now instead of at the end of the wait. */
  retryNow(): void {
    this.stop()
    this.#connect()
  }

  readonly view = (): LiveView => this.#view

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#views.add(listener)
    return () => this.#views.delete(listener)
  }

  /** Hears every single event, unthrottled. */
  readonly onEvent = (listener: (event: LiveEvent) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The daemon's wall time in ms, as far as events told it. */
  readonly now = (): number => Date.now() + this.#skew

  #connect(): void {
    this.#retry = undefined
    this.#show({ kind: 'connecting' })
    const { url, pageKeys, open = (to, protocols) => new WebSocket(to, protocols) } = this.#options
    const key = pageKeys.read()
    const socket = open(url, [LIVE_PROTOCOL, ...(key === undefined ? [] : [`${PAGE_KEY_PROTOCOL}${key}`])])
    this.#socket = socket
    let opened = false
    socket.onopen = () => {
      opened = true
      this.#lastWord = Date.now()
      this.#ping = setInterval(() => this.#beat(socket), PING_MS)
    }
    socket.onmessage = (message) => this.#receive(message.data)
    socket.onclose = () => {
      if (this.#socket !== socket) return
      this.#lost(opened)
    }
  }

  #beat(socket: WebSocket): void {
    if (Date.now() - this.#lastWord > SILENCE_MS) socket.close()
    else socket.send('{"type":"ping"}')
  }

  #lost(opened: boolean): void {
    clearInterval(this.#ping)
    this.#socket = undefined
    if (!opened) this.#options.onRefused()
    const wait = waitBeforeRetry(this.#failures, Math.random())
    this.#failures += 1
    this.#retry = setTimeout(() => this.#connect(), wait)
    this.#show({ kind: 'waiting', retryAt: Date.now() + wait })
  }

  #receive(data: unknown): void {
    this.#lastWord = Date.now()
    if (typeof data !== 'string') return
    const message = JSON.parse(data) as HubMessage | { readonly type: 'pong' }
    switch (message.type) {
      case 'ping':
        this.#socket?.send('{"type":"pong"}')
        return
      case 'pong':
        return
      case 'snapshot':
        this.#failures = 0
        this.#state = liveFromSnapshot(message)
        this.#show({ kind: 'live' })
        return
      default:
        this.#apply(message, message.seq)
    }
  }

  #apply(event: LiveEvent, seq: number): void {
    // What was dropped for a slow reader leaves a gap; the picture is asked for anew and events go on meanwhile.
    if (seq > this.#state.seq + 1 && event.type !== 'response_chunk') this.#socket?.send('{"type":"snapshot"}')
    this.#skew = Date.parse(event.timestamp) - Date.now()
    this.#state = reduceLive(this.#state, event, seq)
    for (const listener of this.#listeners) listener(event)
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined
      this.#show(this.#view.link)
    }, TELL_MS)
  }

  #show(link: LiveLink): void {
    this.#view = { link, state: this.#state }
    for (const listener of this.#views) listener()
  }
}
