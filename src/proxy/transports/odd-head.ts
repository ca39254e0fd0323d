/**
 * Heads of answers that strict parsers refuse and clients read: lone line feeds, folded lines, control characters, a length beside chunks
 * (RFC 9112 sections 2.2, 5.2, 6.3). Read for upstreams only, never on a port that CLP listens on. Where a head is odd it is not certain where
 * its answer ends, so that the connection is not used again.
 */
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { headerValue } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'

/** Bytes of a head as large as curl takes one. */
const LARGEST_HEAD = 256 * 1024

/** Options of a request whose answer is read as clients would read it. */
export const LENIENT = { insecureHTTPParser: true, maxHeaderSize: LARGEST_HEAD } as const

/**
 * Has the connection of a request closed behind its answer, if the head of that is odd; and at once, with an error, where more interim answers
 * (RFC 9110 section 15.2) come before it than a head may be large.
 */
export const closeBehindOddHead = (outgoing: ClientRequest): void => {
  outgoing.on('socket', (socket: Socket) => {
    let head = ''
    let interim = 0
    const stop = (): void => {
      socket.off('data', look)
    }
    const look = (chunk: Buffer): void => {
      const text = head + chunk.toString('latin1', 0, LARGEST_HEAD)
      const rest = behindInterim(text)
      head = rest
      interim += text.length - rest.length
      if (interim > LARGEST_HEAD) outgoing.destroy(endlessInterim())
      const end = END.exec(rest)
      if (end === null && rest.length < LARGEST_HEAD) return
      stop()
      if (isOdd(end === null ? rest : rest.slice(0, end.index + end[0].length))) outgoing.shouldKeepAlive = false
    }
    // Before the parser: it decides with the head whether the connection is kept.
    socket.prependListener('data', look)
    outgoing.on('close', stop)
  })
}

/** Interim answers without an end would hold the request until its time is over, and be read for as long. */
const endlessInterim = (): Error =>
  Object.assign(new Error(`more than ${LARGEST_HEAD / 1024} KB of interim answers`), { code: 'INTERIM_OVERFLOW' })

/** The blank line behind a head. */
const END = /\r?\n\r?\n/

/** What stands behind heads of status 1xx, which announce another. */
const behindInterim = (text: string): string => {
  let rest = text
  for (let end = END.exec(rest); end !== null && /^HTTP\/1\.\d 1/.test(rest); end = END.exec(rest))
    rest = rest.slice(end.index + end[0].length)
  return rest
}

/** A lone line feed or carriage return, a folded line, a control character; or two ways to say where the answer ends. */
export const isOdd = (head: string): boolean =>
  /(?:^|[^\r])\n|\r(?!\n)|\n[\t ]|[^\t\r\n\x20-\x7e\x80-\xff]/.test(head) ||
  (/\ncontent-length:/i.test(head) && /\ntransfer-encoding:/i.test(head))

/**
 * Headers that may be written again: control characters, which node refuses to write, are blanks; a length beside chunks was none (RFC 9112
 * section 6.3). Every other list comes back as it is.
 */
export const writable = (headers: RawHeaders): RawHeaders => {
  const isChunked = headerValue(headers, 'transfer-encoding') !== undefined
  if (!isChunked && !headers.some((text) => CONTROL.test(text))) return headers
  const clean: string[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name, value] = [headers[index] as string, headers[index + 1] as string]
    if (!(isChunked && name.toLowerCase() === 'content-length')) clean.push(name, value.replaceAll(CONTROLS, ' '))
  }
  return clean
}

const CONTROL = /[^\t\x20-\x7e\x80-\xff]/
const CONTROLS = new RegExp(CONTROL, 'g')
