/** An answer on its way back to the client, with the secrets in it that the request was sent without. */
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import type { ByteSource } from '../../codec/bytes/byte-source.ts'
import type { Pipe, PipeOutput } from '../../codec/bytes/pipe.ts'
import { through } from '../../codec/bytes/through.ts'
import { DecodeError, encodingsOf } from '../../codec/encoding/decode.ts'
import { headerList, headerValue, withoutHeaders } from '../../codec/http/headers.ts'
import type { Reply } from '../../edge/reply.ts'
import type { AnswerTexts } from '../../protocol/common/text-forms.ts'
import { decodePipe } from './decode-pipe.ts'
import { eventPipe } from './event-pipe.ts'
import { EventRestorer } from './event-restorer.ts'
import type { Restoring } from './restore-string.ts'
import { textPipe, wholePipe } from './whole-pipe.ts'

export interface ReplyTask extends Restoring {
  readonly texts: AnswerTexts
  /** The answer, or the rest of it, passes as it came. */
  readonly gaveUp: () => void
  /** The answer is over. */
  readonly over: () => void
}

/** Headers about the bytes as the upstream sent them, which are not those that leave. */
const ABOUT_THE_BYTES: ReadonlySet<string> = new Set([
  'content-length',
  'content-encoding',
  'content-md5',
  'content-digest',
  'repr-digest',
  'digest',
  'etag',
])

export const restoredReply = (reply: Reply, task: ReplyTask): Reply => {
  const { body, view: _ofTheBytesBefore, ...rest } = reply
  if (body === undefined) return reply
  const plain = plainSource(reply, body)
  if (plain === undefined) {
    task.gaveUp()
    task.over()
    return reply
  }
  const type = headerValue(reply.headers, 'content-type') ?? ''
  return {
    ...rest,
    headers: withoutHeaders(reply.headers, (name) => ABOUT_THE_BYTES.has(name)),
    body: through(plain, told(sniffed(type, task), task.over)),
  }
}

/** The body without its encoding; undefined where that cannot be undone. */
const plainSource = ({ headers }: Reply, body: ByteSource): ByteSource | undefined => {
  const encoding = headerList(headers, 'content-encoding') ?? ''
  if (encodingsOf(encoding).length === 0) return body
  try {
    return through(body, decodePipe(encoding))
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

/** A pipe that tells once that nothing more comes. */
const told = (pipe: Pipe, over: () => void): Pipe => {
  const after = <Value>(value: Value): Value => {
    over()
    return value
  }
  return {
    chunk: pipe.chunk,
    end: (out) => after(pipe.end?.(out)),
    fail: (error, out) => after(pipe.fail === undefined ? error : pipe.fail(error, out)),
    cancel: () => {
      pipe.cancel?.()
      over()
    },
  }
}

/** What an answer is, its first bytes tell better than its type. */
const sniffed = (type: string, task: ReplyTask): Pipe => {
  let chosen: Pipe | undefined
  let before: Uint8Array[] = []
  const choose = (first: string): Pipe => {
    if (first.startsWith('{') || first.startsWith('[')) return wholePipe(task.texts, task, task.gaveUp)
    return /event-stream/i.test(type) || /^(?:event|data|id|retry)?:/.test(first)
      ? eventPipe(new EventRestorer(task.texts, task), task.gaveUp)
      : textPipe(task)
  }
  const start = (out: PipeOutput): Pipe => {
    const first = Buffer.concat(before)
      .toString('latin1')
      .replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '')
    const pipe = choose(first)
    for (const bytes of before) void pipe.chunk(bytes, out)
    before = []
    chosen = pipe
    return pipe
  }
  return {
    chunk: (chunk, out) => {
      if (chosen !== undefined) return chosen.chunk(chunk, out)
      before.push(chunk)
      // A name of a field, or the first sign of a text.
      const bytes = asBuffer(Buffer.concat(before)).toString('latin1').trimStart()
      if (bytes.length > 0 && (bytes.length >= LONGEST_FIELD || /^[^edir:]|[:\n]/.test(bytes))) start(out)
      return undefined
    },
    end: (out) => (chosen ?? start(out)).end?.(out),
    fail: (error, out) => (chosen ?? start(out)).fail?.(error, out) ?? error,
    cancel: () => chosen?.cancel?.(),
  }
}

/** Characters of the longest name of a field of an event. */
const LONGEST_FIELD = 6
