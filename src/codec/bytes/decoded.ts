/**
 * One decoded view of a body, shared by all who look at it while the bytes themselves pass unchanged: each chunk is decoded once at most,
 * and a body in plain bytes is its own view. What cannot be decoded, or not within its budget, is given up: the view ends, the body goes on.
 */
import { encodingsOf } from '../encoding/decode.ts'
import type { ByteSource } from './byte-source.ts'
import { DECODING_BUDGET, Decoding, type DecodingBudget, type DecodingOptions } from './decoding.ts'
import { type TapObserver, tap } from './tap.ts'
import { through } from './through.ts'

/** How a body ended for its view; `left`: the receiver gave up. */
export type ViewEnding = 'whole' | 'broken' | 'left'

/** Hears of a body that is held back. */
export interface HoldListener {
  readonly decoded: (bytes: Uint8Array) => void
  /** The body ended, and everything of it was decoded. */
  readonly ended: (ending: ViewEnding) => void
  /** Nothing more will be heard of it. */
  readonly gaveUp: () => void
}

export interface DecodedView {
  /** Bytes of the body that have come, as they came. */
  received(): number
  /** Why it was given up; undefined while everything that came is heard. */
  gaveUp(): string | undefined
  /** Hears every decoded byte, when it comes before the body flows; of a body that is held back, when it is released. */
  listen(decoded: (bytes: Uint8Array) => void): void
  /** The same, also of bytes that are held back, and may be dropped. */
  listenAtOnce(decoded: (bytes: Uint8Array) => void): void
  /** For a body that is begun before its receiver is known: hears of it at once. All others hear of it from `release` on. */
  hold(listener: HoldListener): void
  release(): void
  /** Resolves when a body that has ended is decoded as far as it will be; undefined when it is. */
  settled(): Promise<void> | undefined
  /** Whether the bytes could be ended with `close`, as far as their encoding goes. */
  readonly closable: boolean
  /**
   * What says `text` at the end of a body that broke off and ends it, in its own encoding, so that its receiver can read it; undefined when
   * that is not possible here. Listeners hear the text. To be called once, and only after the body broke off.
   */
  close(text: string): Promise<Uint8Array | undefined>
}

export interface Decoded {
  /** The same bytes, at the same pace. Its end is told once the view has seen everything. */
  readonly source: ByteSource
  readonly view: DecodedView
}

export interface DecodedOptions {
  readonly budget?: DecodingBudget
  /** Whether somebody may want to end the body where it breaks off, for which state is kept; else `close` has nothing to offer. */
  readonly closable?: boolean
}

/** `encoding` is the value of `content-encoding`, empty for none. */
export const decoded = (source: ByteSource, encoding: string, options: DecodedOptions = {}): Decoded => {
  if (encodingsOf(encoding).length === 0) {
    const view = new View()
    return { source: tap(source, view), view }
  }
  const view = new View(encoding, options)
  return { source: watched(source, view), view }
}

const watched = (source: ByteSource, view: View): ByteSource =>
  through(source, {
    chunk: (chunk, out) => {
      view.chunk(chunk)
      out.write(chunk)
    },
    end: () => {
      view.ended()
      return view.settled()
    },
    fail: async (error) => {
      view.failed()
      await view.settled()
      return error
    },
    cancel: () => view.cancelled(),
  })

/** Longest wait at the end of a body for its decoder, in ms: then the view is given up and the receiver told the end. */
const SETTLE_MS = 1000

/** Longest wait of a decoder for `close` once its body broke off, in ms. */
const CLOSE_MS = 1000

/** Of a body in plain bytes it is the observer itself: each request has one. */
class View implements DecodedView, TapObserver {
  readonly closable: boolean
  readonly #decoding: Decoding | undefined
  readonly #listeners: ((bytes: Uint8Array) => void)[] = []
  readonly #listenersAtOnce: ((bytes: Uint8Array) => void)[] = []
  #holder: HoldListener | undefined
  /** What was decoded while the body was held back. */
  #held: Uint8Array[] | undefined
  #received = 0
  #reason: string | undefined
  #ending: ViewEnding | undefined
  #settling: Promise<void> | undefined
  #settle: (() => void) | undefined

  constructor(encoding = '', { budget = DECODING_BUDGET, closable = true }: DecodedOptions = {}) {
    this.#decoding = encoding === '' ? undefined : this.#startDecoding(encoding, { budget, closable })
    this.closable = encoding === '' || (this.#decoding?.closable ?? false)
  }

  received(): number {
    return this.#received
  }

  gaveUp(): string | undefined {
    return this.#reason
  }

  settled(): Promise<void> | undefined {
    return this.#settling
  }

  listen(listener: (bytes: Uint8Array) => void): void {
    this.#listeners.push(listener)
  }

  listenAtOnce(listener: (bytes: Uint8Array) => void): void {
    this.#listenersAtOnce.push(listener)
  }

  hold(listener: HoldListener): void {
    this.#holder = listener
  }

  release(): void {
    this.#holder = undefined
    const held = this.#held ?? []
    this.#held = undefined
    for (const bytes of held) this.#tellListeners(bytes)
  }

  async close(text: string): Promise<Uint8Array | undefined> {
    if (this.#reason !== undefined) return undefined
    const bytes = Buffer.from(text, 'utf8')
    const encoded = this.#decoding === undefined ? bytes : await this.#decoding.close(bytes)
    if (encoded !== undefined) this.#deliver(bytes)
    return encoded
  }

  chunk(chunk: Uint8Array): void {
    this.#received += chunk.byteLength
    if (this.#reason !== undefined) {
      this.#holder?.gaveUp()
      return
    }
    if (this.#decoding === undefined) this.#deliver(chunk)
    else this.#decoding.push(chunk)
  }

  ended(): void {
    this.#finish('whole')
  }

  failed(): void {
    this.#finish('broken')
  }

  cancelled(): void {
    this.#finish('left')
  }

  #finish(ending: ViewEnding): void {
    if (this.#ending !== undefined) return
    this.#ending = ending
    // What was held back and then dropped is nobody's.
    const dropped = ending === 'left' && this.#holder !== undefined
    if (dropped) this.#decoding?.stop()
    if (dropped || this.#decoding === undefined || this.#reason !== undefined) {
      this.#holder?.ended(ending)
      return
    }
    this.#settling = new Promise((resolve) => {
      const timer = setTimeout(() => this.#giveUp('its end took too long to decode'), SETTLE_MS)
      this.#settle = () => {
        clearTimeout(timer)
        this.#settling = undefined
        resolve()
      }
    })
    const done = (): void => {
      this.#settle?.()
      this.#holder?.ended(ending)
    }
    const keptOpen = ending === 'broken' && this.closable
    if (!keptOpen) this.#decoding.ended(done)
    else {
      this.#decoding.drained(() => {
        done()
        this.#keepOpen()
      })
    }
  }

  /** The decoder stands where the body broke off, and waits for `close`; when that does not come at once it never does. */
  #keepOpen(): void {
    setTimeout(() => this.#decoding?.stop(), CLOSE_MS).unref()
  }

  #startDecoding(encoding: string, options: DecodingOptions): Decoding | undefined {
    try {
      return new Decoding(encoding, options, {
        decoded: (bytes) => this.#deliver(bytes),
        gaveUp: (reason) => this.#giveUp(reason),
      })
    } catch (error) {
      this.#reason = error instanceof Error ? error.message : String(error)
      return undefined
    }
  }

  #deliver(bytes: Uint8Array): void {
    for (const listener of this.#listenersAtOnce) listener(bytes)
    if (this.#holder === undefined) {
      this.#tellListeners(bytes)
      return
    }
    this.#held ??= []
    this.#held.push(bytes)
    this.#holder.decoded(bytes)
  }

  #tellListeners(bytes: Uint8Array): void {
    for (const listener of this.#listeners) listener(bytes)
  }

  #giveUp(reason: string): void {
    if (this.#reason !== undefined) return
    this.#reason = reason
    this.#decoding?.stop()
    this.#settle?.()
    this.#holder?.gaveUp()
  }
}
