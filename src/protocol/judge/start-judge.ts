/**
 * Judges an answer to a question by its beginning, as its decoded bytes come: at the first content of a stream, at the end of a small whole
 * answer, or when more has come than anybody wants to wait for.
 */
import type { Framer } from '../../codec/bytes/held-bytes.ts'
import { Pieces } from '../../codec/bytes/pieces.ts'
import { ANSWER_FAULTS } from './answer-faults.ts'
import { createEventReader, EventFacts, isEventWriting } from './event-facts.ts'
import { type AnswerProtocol, judgeWhole } from './judge-whole.ts'
import { WritingTeller } from './writing.ts'

export interface StartJudge {
  readonly push: (chunk: Uint8Array) => void
  /** The body ended, or broke off. Decides at the latest. */
  readonly end: (broken: boolean) => void
  /** Nobody wants to know any more. */
  readonly close: () => void
}

export interface StartJudgeOptions {
  readonly protocol: AnswerProtocol
  readonly contentType: string
  /** Called once with the fault (a code of `ANSWER_FAULTS`), or undefined for what is an answer or may be one. */
  readonly decide: (fault: string | undefined) => void
}

/** Bytes of the largest event that is held. */
const EVENT_LIMIT = 256 * 1024
/** Whole answers larger than this are not looked into. */
const WHOLE_LIMIT = 16 * 1024
/** Bytes of events that are looked at in one go: what comes after the event that decides need not be read. */
const GLANCE = 1024

export const createStartJudge = ({ protocol, contentType, decide }: StartJudgeOptions): StartJudge => {
  const teller = new WritingTeller(contentType)
  const pieces = new Pieces()
  let reader: Framer | undefined
  let facts = new EventFacts()
  let closed = false
  const settle = (fault: string | undefined): void => {
    if (closed) return
    closed = true
    decide(fault)
  }
  const startReader = (): Framer | undefined => {
    const { writing } = teller
    if (!isEventWriting(writing)) return undefined
    facts = new EventFacts()
    return createEventReader(writing, { form: protocol.events, limit: EVENT_LIMIT }, (meaning, isMark) => {
      facts.hear(meaning, isMark)
      if (facts.failed) settle(ANSWER_FAULTS.errorEvent)
      else if (facts.said && (meaning === 'content' || meaning === 'terminal')) settle(undefined)
    })
  }
  const read = (chunk: Uint8Array): void => {
    for (let at = 0; at < chunk.byteLength && !closed; at += GLANCE) reader?.push(chunk.subarray(at, at + GLANCE))
  }
  const pushWhole = (chunk: Uint8Array): void => {
    pieces.push(chunk)
    if (pieces.size > WHOLE_LIMIT) settle(undefined)
  }
  const begin = (chunk: Uint8Array): void => {
    teller.push(chunk)
    pushWhole(chunk)
    if (teller.writing === 'page') settle(ANSWER_FAULTS.webPage)
    if (teller.writing === 'text') settle(ANSWER_FAULTS.noAnswer)
    reader = startReader()
    if (reader !== undefined) for (const piece of pieces.list()) read(piece)
  }
  const push = (chunk: Uint8Array): void => {
    if (closed) return
    if (reader === undefined) begin(chunk)
    else read(chunk)
  }
  const end = (broken: boolean): void => {
    if (reader !== undefined) {
      reader.end()
      settle(facts.said ? ANSWER_FAULTS.cut : ANSWER_FAULTS.empty)
    } else if (pieces.size === 0 || teller.end() === 'events') settle(ANSWER_FAULTS.empty)
    else if (broken) settle(ANSWER_FAULTS.cut)
    else settle(judgeWhole(protocol, pieces.joined()))
  }
  return {
    push,
    end,
    close: () => {
      closed = true
    },
  }
}

/** Judges the beginning of an answer that is there already. `cut`: more was to come. */
export const judgeStart = (
  options: Omit<StartJudgeOptions, 'decide'>,
  bytes: Uint8Array,
  cut: boolean,
): string | undefined => {
  let found: string | undefined
  const judge = createStartJudge({
    ...options,
    decide: (fault) => {
      found = fault
    },
  })
  judge.push(bytes)
  if (!cut) judge.end(false)
  return found
}
