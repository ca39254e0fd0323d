/**
 * Headers as sent, told by what was received: most of them travel on unchanged, and what is written down twice is turned into JSON,
 * handed over and written to the disk twice.
 */
import type { RawHeaders } from '../../../contract/exchange.ts'

/** A number stands for that pair of the received headers, counted from 0; everything else is a name and its value. */
export type HeadersByReference = readonly (string | number)[]

export const referTo = (received: RawHeaders, sent: RawHeaders): HeadersByReference => {
  const told: (string | number)[] = []
  let next = 0
  for (let index = 0; index + 1 < sent.length; index += 2) {
    const [name = '', value = ''] = [sent[index], sent[index + 1]]
    const found = pairAt(received, next, name, value)
    if (found < 0) told.push(name, value)
    else told.push(found)
    if (found >= 0) next = found + 1
  }
  return told
}

/** The headers again. Those of version 1, which are texts only, stay what they are. */
export const lookUp = (received: RawHeaders, told: HeadersByReference): RawHeaders =>
  told.flatMap((part) => (typeof part === 'string' ? part : received.slice(2 * part, 2 * part + 2)))

/** Number of the first such pair from `start` on; -1 for none. */
const pairAt = (headers: RawHeaders, start: number, name: string, value: string): number => {
  for (let pair = start; 2 * pair < headers.length; pair += 1) {
    if (headers[2 * pair] === name && headers[2 * pair + 1] === value) return pair
  }
  return -1
}
