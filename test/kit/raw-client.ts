/** An HTTP/1.1 client that sends exactly the bytes it is given and shows exactly the bytes that come back. */
import { connect, type Socket } from 'node:net'
import type { RawHeaders } from '../../src/contract/exchange.ts'
import { valuesOf } from './fake-upstream.ts'

export interface RawHead {
  readonly version: string
  readonly status: number
  readonly statusMessage: string
  readonly rawHeaders: RawHeaders
  readonly header: (name: string) => readonly string[]
}

export interface RawResponse extends RawHead {
  /** Without transfer framing; still content-encoded. */
  readonly body: Buffer
  /** False when the connection ended before the framing said so. */
  readonly complete: boolean
  readonly trailers: RawHeaders
}

export interface RawClient {
  /** Resolves when the bytes were handed to the kernel. */
  readonly write: (bytes: Uint8Array | string) => Promise<void>
  /** The next response's head; 1xx heads are given out like any other. */
  readonly head: () => Promise<RawHead>
  /** The next response, 1xx heads skipped. `method` tells whether a body may follow (not after HEAD). */
  readonly response: (method?: string) => Promise<RawResponse>
  /** Resolves with what has arrived as soon as anything has; empty at the end of the connection. */
  readonly some: () => Promise<Buffer>
  /** Exactly this many bytes, fewer only when the connection ended. */
  readonly exactly: (count: number) => Promise<Buffer>
  readonly pause: () => void
  readonly resume: () => void
  /** Ends our half of the connection. */
  readonly end: () => void
  readonly close: () => void
  readonly reset: () => void
  /** Resolves when the connection has closed, whoever did it. */
  readonly closed: Promise<void>
}

export const openRawClient = async (port: number, host = '127.0.0.1'): Promise<RawClient> => {
  const socket = await connected(port, host)
  const reader = readerOf(socket)
  const head = async (): Promise<RawHead> => parseHead(await reader.through('\r\n\r\n'))
  return {
    write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
    head,
    response: async (method = 'GET') => {
      let first = await head()
      while (first.status < 200 && first.status !== 101) first = await head()
      return { ...first, ...(await readBody(reader, first, method)) }
    },
    some: reader.some,
    exactly: reader.exactly,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.end(),
    close: () => socket.destroy(),
    reset: () => socket.resetAndDestroy(),
    closed: reader.closed,
  }
}

/** One request on a connection of its own. */
export const exchangeRaw = async (
  port: number,
  bytes: Uint8Array | string,
  method: string = Buffer.from(bytes).toString('latin1').split(' ', 1)[0] ?? 'GET',
): Promise<RawResponse> => {
  const client = await openRawClient(port)
  try {
    const [response] = await Promise.all([client.response(method), client.write(bytes)])
    return response
  } finally {
    client.close()
  }
}

/** The bytes of a request: head from the parts, body as given; content-length is the caller's to add. */
export const requestBytes = (start: string, headers: RawHeaders = [], body: Uint8Array | string = ''): Buffer => {
  const lines = [`${start} HTTP/1.1`]
  for (let index = 0; index < headers.length; index += 2) lines.push(`${headers[index]}: ${headers[index + 1]}`)
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)])
}

const connected = (port: number, host: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host, noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })

interface Reader {
  readonly through: (delimiter: string) => Promise<Buffer>
  readonly exactly: (count: number) => Promise<Buffer>
  readonly toEnd: () => Promise<Buffer>
  readonly some: () => Promise<Buffer>
  readonly closed: Promise<void>
}

const readerOf = (socket: Socket): Reader => {
  const chunks: Buffer[] = []
  let ended = false
  let wake: () => void = () => undefined
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    wake()
  })
  const finish = (): void => {
    ended = true
    wake()
  }
  socket.on('error', finish)
  socket.on('end', finish)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  void closed.then(finish)
  const more = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
    })
  /** Joins just as many of the received pieces as make this many bytes. */
  const take = (count: number): Buffer => {
    const taken: Buffer[] = []
    let missing = count
    while (missing > 0) {
      const [first = Buffer.alloc(0)] = chunks
      taken.push(first.subarray(0, missing))
      if (first.length > missing) chunks[0] = first.subarray(missing)
      else chunks.shift()
      missing -= Math.min(missing, first.length)
    }
    return taken.length === 1 ? (taken[0] ?? Buffer.alloc(0)) : Buffer.concat(taken)
  }
  /** Where the delimiter ends in what has arrived, or -1; joins pieces only until it is found. */
  const find = (delimiter: string): number => {
    for (;;) {
      const [first = Buffer.alloc(0), second] = chunks
      const at = first.indexOf(delimiter)
      if (at >= 0) return at + delimiter.length
      if (second === undefined) return -1
      chunks.splice(0, 2, Buffer.concat([first, second]))
    }
  }
  const size = (): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  return {
    closed,
    through: async (delimiter) => {
      for (;;) {
        const end = find(delimiter)
        if (end >= 0) return take(end)
        if (ended)
          throw new Error(`Connection ended before a response head: ${JSON.stringify(take(size()).toString('latin1'))}`)
        await more()
      }
    },
    exactly: async (count) => {
      while (size() < count && !ended) await more()
      return take(Math.min(count, size()))
    },
    toEnd: async () => {
      while (!ended) await more()
      return take(size())
    },
    some: async () => {
      while (size() === 0 && !ended) await more()
      return take(size())
    },
  }
}

const parseHead = (bytes: Buffer): RawHead => {
  const [start = '', ...lines] = bytes.toString('latin1').trimEnd().split('\r\n')
  const [version = '', status = '', ...reason] = start.split(' ')
  const rawHeaders = parseFields(lines)
  return {
    version,
    status: Number(status),
    statusMessage: reason.join(' '),
    rawHeaders,
    header: (name) => valuesOf(rawHeaders, name),
  }
}

const parseFields = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]
  })

type Rest = Pick<RawResponse, 'body' | 'complete' | 'trailers'>

const readBody = async (reader: Reader, head: RawHead, method: string): Promise<Rest> => {
  const nothing = { body: Buffer.alloc(0), complete: true, trailers: [] }
  if (method === 'HEAD' || head.status === 204 || head.status === 304 || head.status === 101) return nothing
  if (head.header('transfer-encoding').length > 0) return readChunked(reader)
  const [length] = head.header('content-length')
  if (length === undefined) return { body: await reader.toEnd(), complete: true, trailers: [] }
  const body = await reader.exactly(Number(length))
  return { body, complete: body.length === Number(length), trailers: [] }
}

const readChunked = async (reader: Reader): Promise<Rest> => {
  const parts: Buffer[] = []
  try {
    for (;;) {
      const size = Number.parseInt((await reader.through('\r\n')).toString('latin1'), 16)
      if (size === 0) break
      const part = await reader.exactly(size)
      parts.push(part)
      if (part.length < size) return { body: Buffer.concat(parts), complete: false, trailers: [] }
      await reader.through('\r\n')
    }
    const trailers: string[] = []
    for (;;) {
      const line = (await reader.through('\r\n')).toString('latin1').trimEnd()
      if (line === '') return { body: Buffer.concat(parts), complete: true, trailers }
      trailers.push(...parseFields([line]))
    }
  } catch {
    return { body: Buffer.concat(parts), complete: false, trailers: [] }
  }
}
