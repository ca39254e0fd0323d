/** The input of OpenAI Responses as a conversation: https://platform.openai.com/docs/api-reference/responses/create */
import type { Json, JsonObject } from '../../../codec/json/exact-json.ts'
import type { Work } from '../../../codec/work/work.ts'
import { carriedReasoning, isCarrier, summaryText } from '../../canonical/carrier.ts'
import { listOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Part, ReasoningPart, TextPart, Turn } from '../../canonical/part.ts'
import { Refusal } from '../../canonical/problem.ts'
import { joinTexts } from '../../canonical/requests/fold-turns.ts'
import { readCall, readResult } from './read-calls.ts'
import { type ItemReading, readContent } from './read-content.ts'

export interface ReadItems {
  readonly system: readonly TextPart[]
  readonly turns: readonly Turn[]
  /** Tools that stand among the items. */
  readonly tools: readonly JsonObject[]
  /** The client wants a summary that replaces the conversation. */
  readonly compacts: boolean
}

export function* readItems(input: Json | undefined, reading: ItemReading): Work<ReadItems> {
  const conversation = new Conversation(reading)
  const said = { type: 'message', role: 'user', content: input }
  for (const item of typeof input === 'string' ? [said] : objectsOf(input)) {
    yield* conversation.take(item)
    yield
  }
  return conversation
}

const SUMMARIZE =
  'Write a summary of everything above for the model that goes on with this work: what was asked, what was done and found, what is left to do, and every fact that is needed for it. Answer with the summary only.'

/** A turn that further items may belong to. */
interface GrowingTurn extends Turn {
  readonly parts: Part[]
  /** What a user says in a message is a turn of its own. */
  readonly isMessage?: boolean
}

class Conversation implements ReadItems {
  readonly system: TextPart[] = []
  readonly turns: GrowingTurn[] = []
  readonly tools: JsonObject[] = []
  compacts = false
  readonly #reading: ItemReading

  constructor(reading: ItemReading) {
    this.#reading = reading
  }

  *take(item: JsonObject): Work<void> {
    const type = textOf(item['type']) ?? 'message'
    switch (type) {
      case 'message':
        yield* this.#message(item)
        break
      case 'reasoning':
        this.#add('assistant', readReasoning(item, this.#reading))
        break
      case 'additional_tools':
      case 'tool_search_output':
        for (const tool of objectsOf(item['tools'])) this.tools.push(tool)
        break
      case 'item_reference':
        throw new Refusal(
          'input: item_reference cannot be resolved here, since nothing is stored; send the whole input',
          'input',
        )
      case 'compaction':
      case 'context_compaction':
        this.#add('user', readSummary(item))
        break
      case 'compaction_trigger':
        this.compacts = true
        this.turns.push({ role: 'user', parts: [{ type: 'text', text: SUMMARIZE }] })
        break
      case 'agent_message':
        this.#add('user', { type: 'text', text: yield* agentText(item, this.#reading) })
        break
      default:
        yield* this.#other(item, type)
        break
    }
  }

  *#message(item: JsonObject): Work<void> {
    const parts = [...(yield* readContent(item['content'], this.#reading))]
    const phase = wordOf(item['phase'])
    if (item['role'] === 'system' || item['role'] === 'developer') {
      if (this.turns.length > 0) this.turns.push({ role: 'system', parts })
      else for (const part of parts) if (part.type === 'text') this.system.push(part)
    } else if (item['role'] === 'assistant') this.turns.push({ role: 'assistant', parts, phase })
    else this.turns.push({ role: 'user', parts, phase, isMessage: true })
  }

  *#other(item: JsonObject, type: string): Work<void> {
    const call = yield* readCall(item, this.#reading.document)
    const result = yield* readResult(item, this.#reading)
    if (call !== undefined) this.#add('assistant', call)
    else if (result !== undefined) this.#add('user', result)
    else this.#opaque({ type: 'hosted', protocol: 'responses', name: type, item: this.#reading.document.raw(item) })
  }

  /** What only its maker understands stays where it is, and parts no call from its result. */
  #opaque(part: Part): void {
    const last = this.turns.at(-1)
    if (last === undefined || last.role === 'system') this.#add('assistant', part)
    else last.parts.push(part)
  }

  /** Items that are no messages belong to the turn they follow. */
  #add(role: 'user' | 'assistant', part: Part): void {
    const last = this.turns.at(-1)
    if (last?.role === role && !last.isMessage) last.parts.push(part)
    else this.turns.push({ role, parts: [part], isMessage: role === 'user' && part.type === 'text' })
  }
}

const readReasoning = (item: JsonObject, { document, losses }: ItemReading): ReasoningPart => {
  const paragraphs = objectsOf(item['summary']).map(({ text }) => textOf(text) ?? '')
  const text = joinTexts(paragraphs)
  const sealed = textOf(item['encrypted_content'])
  if (isCarrier(sealed)) return carriedReasoning(sealed, text, losses)
  // Nothing is stored: an item without its content would not be found there again.
  const isWhole = sealed !== undefined || listOf(item['content']).length > 0
  return { type: 'reasoning', text, carried: isWhole ? { protocol: 'responses', item: document.raw(item) } : undefined }
}

/** A summary that CLP had written; nobody but its maker can read another, and dropping it would erase the conversation. */
const readSummary = (item: JsonObject): TextPart => {
  const sealed = textOf(item['encrypted_content'])
  const text = isCarrier(sealed) ? summaryText(sealed) : undefined
  if (text === undefined) {
    throw new Refusal('This conversation was compacted by another provider; switch back or start a new one', 'input')
  }
  return { type: 'text', text }
}

/** What another agent of Codex has said. */
function* agentText(item: JsonObject, reading: ItemReading): Work<string> {
  const parts = yield* readContent(item['content'] ?? item['message'], reading)
  const said = joinTexts(parts.flatMap((part) => (part.type === 'text' ? part.text : [])))
  const author = wordOf(item['author']) ?? wordOf(item['sender'])
  if (said === '') reading.losses.add('parameter-dropped', 'input agent_message')
  return author === undefined || said === '' ? said : `Message of the agent ${author}:\n${said}`
}
