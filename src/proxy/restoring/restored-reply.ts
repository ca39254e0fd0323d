/** An answer on its way back to the client, with the secrets in it that the request was sent without. */
import type { ByteSource } from '../../codec/bytes/byte-source.ts'
import type { Pipe } from '../../codec/bytes/pipe.ts'
import { through } from '../../codec/bytes/through.ts'
import { DecodeError, encodingsOf } from '../../codec/encoding/decode.ts'
import { headerList, headerValue, withoutHeaders } from '../../codec/http/headers.ts'
import type { Reply } from '../../edge/reply.ts'
import { arrayPipe } from './array-pipe.ts'
import { decodePipe } from './decode-pipe.ts'
import { eventPipe } from './event-pipe.ts'
import type { ReplyTask } from './reply-task.ts'
import { textPipe, wholePipe } from './whole-pipe.ts'

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
  return {
    chunk: pipe.chunk,
    end: async (out) => {
      await pipe.end?.(out)
      over()
    },
    fail: async (error, out) => {
      const told = pipe.fail === undefined ? error : await pipe.fail(error, out)
      over()
      return told
    },
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
  const first = (): string =>
    Buffer.concat(before)
      .toString('latin1')
      .replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '')
  const choose = (): Pipe => {
    chosen = pipeFor(first(), type, task)
    return chosen
  }
  /** What came before is one piece for the pipe. */
  const takeBefore = (): Buffer => {
    const bytes = Buffer.concat(before)
    before = []
    return bytes
  }
  return {
    chunk: (chunk, out) => {
      if (chosen !== undefined) return chosen.chunk(chunk, out)
      before.push(chunk)
      if (isTold(first())) return choose().chunk(takeBefore(), out)
    },
    end: async (out) => {
      if (chosen === undefined) await choose().chunk(takeBefore(), out)
      await chosen?.end?.(out)
    },
    fail: async (error, out) => {
      if (chosen === undefined) await choose().chunk(takeBefore(), out)
      return chosen?.fail === undefined ? error : chosen.fail(error, out)
    },
    cancel: () => chosen?.cancel?.(),
  }
}

/** Characters of the longest name of a field of an event. */
const LONGEST_FIELD = 6

/** Whether the first characters tell what an answer is: a name of a field, the first sign of a text, the first element of an array. */
const isTold = (first: string): boolean =>
  first.startsWith('[') ? /^\[\s*\S/.test(first) : first.length >= LONGEST_FIELD || /^[^edir:]|[:\n]/.test(first)

const pipeFor = (first: string, type: string, task: ReplyTask): Pipe => {
  if (/^\[\s*\{/.test(first)) return arrayPipe(task)
  if (/^[{[]/.test(first)) return wholePipe(task)
  return /event-stream/i.test(type) || /^(?:event|data|id|retry)?:/.test(first) ? eventPipe(task) : textPipe(task)
}
