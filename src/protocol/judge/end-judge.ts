/** Judges an answer to a question by its last decoded bytes, of which a few are kept as it passes. */
import { createTail } from '../../codec/bytes/tail.ts'
import { ANSWER_FAULTS, ENDING_FAULTS } from './answer-faults.ts'
import { createEventReader, EventFacts, isEventWriting } from './event-facts.ts'
import { type AnswerProtocol, judgeWhole } from './judge-whole.ts'
import { WritingTeller } from './writing.ts'

/** Errors and ends are the last thing a stream says, and whole errors are short. */
const TAIL_BYTES = 8 * 1024

export class EndJudge {
  readonly #protocol: AnswerProtocol
  readonly #teller: WritingTeller
  readonly #tail = createTail(TAIL_BYTES)
  #size = 0
  /** Of frames, which cannot be found from behind. */
  #frames: EventFacts | undefined

  constructor(protocol: AnswerProtocol, contentType: string) {
    this.#protocol = protocol
    this.#teller = new WritingTeller(contentType)
    if (this.#teller.writing === 'frames') this.push = this.#frameReader()
  }

  /** Takes a chunk of the answer, decoded. */
  push = (chunk: Uint8Array): void => {
    if (this.#teller.writing === undefined) this.#teller.push(chunk)
    this.#size += chunk.byteLength
    this.#tail.push(chunk)
  }

  /** Whether the last events say that the answer failed. */
  saidError(): boolean {
    if (!isEventWriting(this.#teller.writing)) return false
    if (this.#frames !== undefined) return this.#frames.failed
    // Nearly no answer has the word in its last bytes, and then nothing needs to be cut into events.
    return this.#protocol.events.mayBeError(this.#tail.bytes()) && this.#lastFacts().facts.failed
  }

  /** For an answer that ended well: what is wrong with it, if anything. */
  fault(): string | undefined {
    if (this.#size === 0) return ANSWER_FAULTS.empty
    const writing = this.#teller.end()
    if (writing === 'page') return ANSWER_FAULTS.webPage
    if (writing === 'text') return ANSWER_FAULTS.noAnswer
    if (isEventWriting(writing)) return this.#faultOfEvents()
    return this.#size > TAIL_BYTES ? undefined : judgeWhole(this.#protocol, this.#tail.bytes())
  }

  /** What an error in the midst of a stream is read from. */
  lastBytes(): Uint8Array {
    return this.#tail.bytes()
  }

  #faultOfEvents(): string | undefined {
    if (this.#frames === undefined && this.#isEndedForCertain()) return undefined
    const { facts, isUnknown } =
      this.#frames === undefined ? this.#lastFacts() : { facts: this.#frames, isUnknown: false }
    if (facts.failed) return ENDING_FAULTS.errorEvent
    if (isUnknown) return undefined
    if (!facts.said && (this.#frames !== undefined || this.#size <= TAIL_BYTES)) return ANSWER_FAULTS.empty
    return facts.ended || this.#protocol.events.saysEnd(this.#tail.bytes()) ? undefined : ENDING_FAULTS.noTerminal
  }

  /** Told by a search in the last bytes, as nearly always. */
  #isEndedForCertain(): boolean {
    const { events } = this.#protocol
    const bytes = this.#tail.bytes()
    return events.saysEnd(bytes) && !events.mayBeError(bytes)
  }

  /** Of the events in the last bytes; unknown where only a part of one stands there. */
  #lastFacts(): { readonly facts: EventFacts; readonly isUnknown: boolean } {
    const facts = new EventFacts()
    const isCut = this.#size > TAIL_BYTES
    let heard = 0
    const writing = this.#teller.writing === 'lines' ? 'lines' : 'events'
    const reader = createEventReader(writing, { form: this.#protocol.events, limit: TAIL_BYTES }, (meaning, isMark) => {
      heard += 1
      // The first one of a tail is not whole.
      if (heard > 1 || !isCut) facts.hear(meaning, isMark)
    })
    reader.push(this.#tail.bytes())
    reader.end()
    return { facts, isUnknown: isCut && heard <= 1 }
  }

  #frameReader(): (chunk: Uint8Array) => void {
    const facts = new EventFacts()
    const reader = createEventReader('frames', { form: this.#protocol.events, limit: FRAME_LIMIT }, facts.hear)
    this.#frames = facts
    return (chunk) => {
      this.#size += chunk.byteLength
      reader.push(chunk)
    }
  }
}

/** Bytes of the largest frame that is held. */
const FRAME_LIMIT = 256 * 1024
