/**
 * Nobody is read for so long that others wait. The system hands over up to 32 reads of a connection in one round of the event loop, and each
 * takes long where every byte is a piece of its own, or where much is made of what comes: then nothing more is read from it before others
 * had their turn.
 */
import type { Socket } from 'node:net'
import { nextTurn } from '../codec/work/work.ts'
import type { Clock } from '../contract/clock.ts'

/** Pieces of one connection in one round; a read has 64 KB. */
const MANY_PIECES = 1000
/** Longest time for one connection in one round, in ms, as far as a read can be parted from the next. */
const LONGEST_MS = 5
/** Longest rest of a connection that comes in pieces of few bytes, in ms. */
const LONGEST_REST_MS = 50
/** What is less than this needs no new count in the next round. */
const FEW_PIECES = 50
const SHORT_MS = 0.5

export class FairReading {
  readonly #socket: Socket
  readonly #clock: Pick<Clock, 'elapsed'>
  #pieces = 0
  #spentMs = 0
  /** When the first piece of a read came; undefined between reads. */
  #begun: number | undefined
  /** When the first piece of those that are counted came. */
  #since = 0
  #isResting = false
  #isCounted = false

  constructor(socket: Socket, clock: Pick<Clock, 'elapsed'>) {
    this.#socket = socket
    this.#clock = clock
  }

  /** To be told of each piece of a body, once it was handed on. */
  came(): void {
    this.#pieces += 1
    if (this.#begun !== undefined) return
    this.#begun = this.#clock.elapsed()
    if (this.#spentMs === 0) this.#since = this.#begun
    // The tick queue runs when the parser has been through what one read has brought, behind those who wait for the same.
    process.nextTick(this.#read)
  }

  readonly #read = (): void => {
    this.#spentMs += this.#clock.elapsed() - (this.#begun ?? 0)
    this.#begun = undefined
    if (this.#isResting) return
    if (this.#pieces > MANY_PIECES || this.#spentMs > LONGEST_MS) this.#rest()
    else if (!this.#isCounted && (this.#pieces > FEW_PIECES || this.#spentMs > SHORT_MS)) {
      this.#isCounted = true
      setImmediate(this.#countAnew)
    }
  }

  /**
   * One read of pieces of a byte takes 25 ms, and a request of somebody else needs several rounds: such a connection rests for as long as it
   * took, so that others have half of the time.
   */
  #rest(): void {
    this.#isResting = true
    this.#socket.pause()
    const goOn = (): void => {
      this.#isResting = false
      this.#countAnew()
      this.#socket.resume()
    }
    void nextTurn().then(() => {
      const tookMs = Math.min(LONGEST_REST_MS, this.#clock.elapsed() - this.#since)
      if (this.#pieces > MANY_PIECES) setTimeout(goOn, tookMs)
      else goOn()
    })
  }

  readonly #countAnew = (): void => {
    this.#isCounted = false
    this.#pieces = 0
    this.#spentMs = 0
  }
}
