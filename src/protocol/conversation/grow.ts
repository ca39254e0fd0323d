/** Blocks of a draft that grow by what an event adds. One that is not there, or is of another kind, begins with it. */
import type { Draft } from './conversation.ts'

export const growText = ({ blocks }: Draft, key: string, added: string): void => {
  const block = blocks.get(key)
  blocks.set(key, { kind: 'text', text: (block?.kind === 'text' ? block.text : '') + added })
}

export const growThinking = ({ blocks }: Draft, key: string, added: string): void => {
  const block = blocks.get(key)
  const text = (block?.kind === 'thinking' ? block.text : '') + added
  blocks.set(key, { kind: 'thinking', text, sealed: false })
}

/** Arguments without the call that they belong to are nothing to show. */
export const growCall = ({ blocks }: Draft, key: string, added: string): void => {
  const block = blocks.get(key)
  if (block?.kind === 'call') blocks.set(key, { ...block, input: block.input + added })
}
