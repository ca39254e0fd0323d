/** Reads the beginning of a 4xx while another upstream waits, and judges whose it is. */
import { Pieces } from '../../codec/bytes/pieces.ts'
import { isObject } from '../../codec/json/is-object.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { Reply } from '../../edge/reply.ts'
import { viewed } from '../../edge/viewed-reply.ts'
import { parseObject } from '../../protocol/common/json.ts'
import type { Json } from '../../protocol/common/protocol.ts'
import { messageIn } from '../../protocol/judge/error-words.ts'
import type { ClientSignal } from '../exchange/client-signal.ts'
import { hold, type Looker } from './hold.ts'
import { type RefusalFacts, type RefusalMeaning, refusalMeaning } from './refusal-table.ts'
import { kindOf } from './reply-shape.ts'

export interface JudgedRefusal {
  /** The whole reply, held bytes first. */
  readonly reply: Reply
  readonly meaning: RefusalMeaning
}

export interface JudgeRefusalOptions {
  /** What the client is answered in. */
  readonly protocol: ProtocolId
  /** Longest wait for the rest of the body after its first byte, in ms. */
  readonly waitMs: number
  readonly signal: ClientSignal
}

/** Decoded bytes that are read: errors are short. */
const MOST = 8 * 1024

/** Rejects with `TransportError` `abandoned` when the client leaves meanwhile. */
export const judgeRefusal = async (received: Reply, options: JudgeRefusalOptions): Promise<JudgedRefusal> => {
  const { status } = received
  // No API answers with a web page, whatever its status.
  if (kindOf(received) === 'page') return { reply: received, meaning: 'upstream' }
  const reply = viewed(received)
  const bare = refusalMeaning(options.protocol, { status, names: [], words: '' })
  if (reply === undefined) return { reply: received, meaning: bare }
  const judge = (bytes: Buffer): RefusalMeaning => {
    const text = bytes.toString('utf8').trim()
    return text.startsWith('<') ? 'upstream' : refusalMeaning(options.protocol, factsIn(status, text))
  }
  const held = await hold<RefusalMeaning>(reply, {
    most: MOST,
    waitMs: options.waitMs,
    signal: options.signal,
    otherwise: () => bare,
    look: (decide) => createCollector((bytes) => decide(judge(bytes))),
  })
  return { reply: held.reply, meaning: held.verdict }
}

/** Collects a body until it ends or has said enough. */
const createCollector = (done: (bytes: Buffer) => void): Looker => {
  const pieces = new Pieces()
  let isOver = false
  const finish = (): void => {
    if (!isOver) done(pieces.joined())
  }
  return {
    push: (chunk) => {
      pieces.push(chunk)
      if (pieces.size >= MOST) finish()
    },
    end: finish,
    close: () => {
      isOver = true
    },
  }
}

/** Characters of a message that are looked at: what is quoted of the request stands behind. */
const MOST_WORDS = 500

/** Of an error in any language: an object called `error`, or the answer itself, or a text. */
export const factsIn = (status: number, text: string): RefusalFacts => {
  const answer = parseObject(text)
  if (answer === undefined) return { status, names: [], words: text.slice(0, MOST_WORDS) }
  const { error } = answer
  const inner = isObject(error) ? error : {}
  const names = [inner, answer].flatMap(({ type, code, status: name, __type }) => [type, code, name, __type])
  return {
    status,
    names: [...names, ...reasonsIn(inner)].filter((name) => typeof name === 'string').map((name) => name.toLowerCase()),
    words: messageIn(answer).slice(0, MOST_WORDS),
  }
}

/** Google's reasons: https://cloud.google.com/apis/design/errors#error_info */
const reasonsIn = ({ details }: Json): readonly unknown[] =>
  Array.isArray(details)
    ? details
        .slice(0, 10)
        .filter(isObject)
        .map(({ reason }) => reason)
    : []
