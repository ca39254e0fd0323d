/**
 * Undoes the encodings of a body for those who only look, within budgets: a body that unpacks to more than anybody needs to see, or comes
 * faster than it can be decoded, is given up, and costs nothing from then on.
 */
import type { Transform } from 'node:stream'
import { type Closing, createClosing } from '../encoding/closing.ts'
import { createDecoders } from '../encoding/decode.ts'

/** Budgets of one body, in bytes. */
export interface DecodingBudget {
  /** Most that any layer of it may unpack to. */
  readonly decoded: number
  /** Up to here nobody asks about the ratio. */
  readonly free: number
  /** Most bytes made of one that came. Event streams and JSON stay below 100. */
  readonly ratio: number
  /** Most that may wait for the decoder. */
  readonly backlog: number
}

export const DECODING_BUDGET: DecodingBudget = {
  decoded: 64 * 1024 * 1024,
  free: 4 * 1024 * 1024,
  ratio: 250,
  backlog: 8 * 1024 * 1024,
}

export interface DecodingListener {
  readonly decoded: (bytes: Uint8Array) => void
  /** Nothing more is decoded; one sentence says why. Called at most once, not after `close`. */
  readonly gaveUp: (reason: string) => void
}

export interface DecodingOptions {
  readonly budget: DecodingBudget
  readonly closable: boolean
}

export class Decoding {
  readonly #listener: DecodingListener
  readonly #budget: DecodingBudget
  readonly #decoders: readonly Transform[]
  readonly #closing: Closing | undefined
  #came = 0
  /** Chunks that were written and not yet taken by the first decoder. */
  #pending = 0
  #idle: (() => void)[] = []
  #over = false
  /** Takes what the last decoder makes. */
  #take: (bytes: Uint8Array) => void

  /** Throws `DecodeError` for an encoding that cannot be undone. `closable`: whether somebody may want to end what breaks off. */
  constructor(encoding: string, { budget, closable }: DecodingOptions, listener: DecodingListener) {
    this.#listener = listener
    this.#budget = budget
    this.#decoders = createDecoders(encoding)
    this.#closing = closable ? createClosing(encoding) : undefined
    this.#take = (bytes) => {
      this.#closing?.decoded(bytes)
      listener.decoded(bytes)
    }
    this.#connect()
  }

  /** Whether a body in this encoding can be ended at all. */
  get closable(): boolean {
    return this.#closing !== undefined
  }

  push(chunk: Uint8Array): void {
    const [first] = this.#decoders
    if (this.#over || first === undefined) return
    this.#came += chunk.byteLength
    this.#pending += 1
    this.#closing?.passed(chunk)
    first.write(chunk, () => this.#taken())
    if (first.writableLength > this.#budget.backlog) this.#giveUp('it came faster than it could be decoded')
  }

  /** Calls back once everything that came is decoded, and the decoder still stands where the body broke off. Never after giving up. */
  drained(then: () => void): void {
    // What one decoder has taken may be on its way through the next: only the end tells.
    if (this.#decoders.length > 1) this.ended(then)
    else {
      this.#idle.push(then)
      this.#checkIdle()
    }
  }

  /** Ends the decoder, and calls back once everything is decoded. Never after giving up. */
  ended(then: () => void): void {
    this.#decoders.at(-1)?.once('end', () => {
      if (this.#over) return
      this.stop()
      then()
    })
    this.#decoders[0]?.end()
  }

  /**
   * The encoded bytes that say `text` and end a body that broke off, or undefined where no decoder would read them: tried on this one, which
   * stands where the receiver's does. Nothing can be decoded afterwards.
   */
  close(text: Uint8Array): Promise<Uint8Array | undefined> {
    const end = this.#over ? undefined : this.#closing?.close(text)
    const [decoder] = this.#decoders
    if (end === undefined || decoder === undefined) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      const said: Uint8Array[] = []
      const settle = (): void => {
        this.stop()
        resolve(Buffer.concat(said).equals(text) ? end : undefined)
      }
      this.#over = true
      this.#take = (bytes) => said.push(bytes)
      decoder.once('end', settle)
      decoder.once('error', () => {
        said.push(Buffer.of(0))
        settle()
      })
      decoder.end(end)
    })
  }

  /** Lets go of the decoders. */
  stop(): void {
    this.#over = true
    for (const decoder of this.#decoders) decoder.destroy()
  }

  #connect(): void {
    for (const [index, decoder] of this.#decoders.entries()) {
      const following = this.#decoders[index + 1]
      let made = 0
      decoder.on('data', (bytes: Uint8Array) => {
        made += bytes.byteLength
        if (!this.#over) this.#check(made)
        if (following === undefined) this.#take(bytes)
      })
      decoder.on('error', (error) => this.#giveUp(`it cannot be decoded: ${error.message}`))
      if (following !== undefined) decoder.pipe(following)
    }
  }

  #check(made: number): void {
    const { decoded, free, ratio } = this.#budget
    if (made > decoded) this.#giveUp(`it unpacks to more than ${decoded} bytes`)
    else if (made > free && made > ratio * this.#came) this.#giveUp(`it unpacks to more than ${ratio} times its size`)
  }

  #taken(): void {
    this.#pending -= 1
    this.#checkIdle()
  }

  #checkIdle(): void {
    if (this.#pending > 0 || this.#idle.length === 0) return
    // What the decoder made of it may still be on its way out.
    setImmediate(() => {
      const idle = this.#idle
      this.#idle = []
      if (!this.#over) for (const then of idle) then()
    })
  }

  #giveUp(reason: string): void {
    if (this.#over) return
    this.stop()
    this.#listener.gaveUp(reason)
  }
}
