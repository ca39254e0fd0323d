// A name server that knows one address for every name, or does not, or fails, or falls silent (RFC 1035, as much as it takes).
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const HEADER_BYTES = 12
const TYPE_A = 1
const CODES = { knows: 0, fails: 2, 'knows not': 3 }

/** Listens on 127.0.0.1:53. `be` takes `knows`, `knows not`, `fails` or `silent`. */
export const startNameServer = async (address = '127.0.0.1') => {
  let mood = 'knows'
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address: asker }) => {
    if (mood !== 'silent') socket.send(answerTo(query, CODES[mood], address), port, asker)
  })
  socket.bind(53, '127.0.0.1')
  await once(socket, 'listening')
  return {
    be: (next) => {
      mood = next
    },
    close: () => socket.close(),
  }
}

const answerTo = (query, code, address) => {
  const question = query.subarray(HEADER_BYTES, endOfQuestion(query))
  const known = code === CODES.knows && question.readUInt16BE(question.length - 4) === TYPE_A
  const header = Buffer.alloc(HEADER_BYTES)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8180 | code, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(known ? 1 : 0, 6)
  if (!known) return Buffer.concat([header, question])
  // The name by reference, type A, class IN, to be kept for 0 s, 4 bytes.
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)])
  return Buffer.concat([header, question, record])
}

const endOfQuestion = (query) => {
  let at = HEADER_BYTES
  while (query[at] !== 0) at += query[at] + 1
  return at + 5
}
