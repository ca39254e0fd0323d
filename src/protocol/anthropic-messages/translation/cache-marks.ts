/** Marks where Anthropic may cache a prompt, for clients whose protocol knows no such marks: without them nothing is cached there. */
import { RawJson } from '../../../codec/json/exact-json.ts'
import type { Block, Message } from './write-blocks.ts'

const MARK = { type: 'ephemeral' }

/** With a mark on the last block that can bear one. */
export const markLast = (blocks: readonly Block[]): readonly Block[] => {
  const last = blocks.at(-1)
  if (last === undefined || last instanceof RawJson) return blocks
  return [...blocks.slice(0, -1), { ...last, cache_control: MARK }]
}

/** With marks at the end of the two newest turns of the user. */
export const markNewest = (messages: readonly Message[]): readonly Message[] => {
  const places = messages.flatMap(({ role }, index) => (role === 'user' ? index : [])).slice(-2)
  return messages.map((message, index) =>
    places.includes(index) ? { ...message, content: markLast(message.content) } : message,
  )
}
