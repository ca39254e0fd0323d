/**
 * Puts a conversation into the order that every protocol can say: each call of an assistant turn is answered exactly once, directly
 * after it, and nothing is empty. What a client trimmed or interrupted is mended, and each mend is told.
 */
import type { Losses } from '../loss.ts'
import type { CallPart, Part, ResultPart, TextPart, Turn } from '../part.ts'

export const settleTurns = (turns: readonly Turn[], losses: Losses): readonly Turn[] => {
  const seen = new Set<string>()
  return exchanges(turns.map(withoutEmpties).filter(({ parts }) => parts.length > 0)).flatMap((exchange) =>
    withoutEmpty(settle(exchange, seen, losses)),
  )
}

/** Assistant turns that follow each other, and all that comes before the next. The first may have no assistant turns. */
interface Exchange {
  readonly assistant: readonly Turn[]
  readonly after: readonly Turn[]
}

const exchanges = (turns: readonly Turn[]): readonly Exchange[] => {
  const found: { assistant: Turn[]; after: Turn[] }[] = [{ assistant: [], after: [] }]
  for (const turn of turns) {
    const last = found.at(-1)
    if (turn.role !== 'assistant') last?.after.push(turn)
    else if (last === undefined || last.after.length > 0) found.push({ assistant: [turn], after: [] })
    else last.assistant.push(turn)
  }
  return found
}

const withoutEmpties = (turn: Turn): Turn => ({ ...turn, parts: turn.parts.filter((part) => !isEmpty(part)) })

const withoutEmpty = (turns: readonly Turn[]): readonly Turn[] => turns.filter(({ parts }) => parts.length > 0)

const isEmpty = (part: Part): boolean => (part.type === 'text' || part.type === 'refusal') && part.text.trim() === ''

/** A result that names no call belongs to the first call that no other result names. */
const withIds = ({ assistant, after }: Exchange): Exchange => {
  const results = after.flatMap(({ parts }) => parts).filter((part) => part.type === 'result')
  if (results.every(({ id }) => id !== '')) return { assistant, after }
  const named = new Set(results.map(({ id }) => id))
  const calls = assistant.flatMap(({ parts }) => parts).filter((part) => part.type === 'call')
  const free = calls.map(({ id }) => id).filter((id) => !named.has(id))
  const name = (part: Part): Part =>
    part.type === 'result' && part.id === '' ? { ...part, id: free.shift() ?? '' } : part
  return { assistant, after: after.map((turn) => ({ ...turn, parts: turn.parts.map(name) })) }
}

const settle = (given: Exchange, seen: Set<string>, losses: Losses): readonly Turn[] => {
  const exchange = withIds(given)
  const pairs = new Pairs(exchange, seen, losses)
  const assistant = exchange.assistant.map((turn) => ({
    ...turn,
    parts: turn.parts.flatMap((part) => pairs.take(part)),
  }))
  const after = exchange.after.map((turn) => ({ ...turn, parts: turn.parts.flatMap((part) => pairs.keep(part)) }))
  return [...assistant, ...withResults(after, pairs.results)]
}

/** Results go before everything else that is said after their calls. */
const withResults = (after: readonly Turn[], results: readonly ResultPart[]): readonly Turn[] => {
  if (results.length === 0) return after
  const [first, ...rest] = after
  return first?.role === 'user'
    ? [{ ...first, parts: [...results, ...first.parts] }, ...rest]
    : [{ role: 'user', parts: results }, ...after]
}

/** The calls of one exchange with their results. */
class Pairs {
  /** In the order of the calls. */
  readonly results: ResultPart[] = []
  readonly #calls: readonly CallPart[]
  readonly #given = new Map<string, ResultPart[]>()
  readonly #seen: Set<string>
  readonly #losses: Losses
  readonly #called = new Map<string, number>()

  constructor(exchange: Exchange, seen: Set<string>, losses: Losses) {
    this.#calls = exchange.assistant.flatMap(({ parts }) => parts).filter((part) => part.type === 'call')
    const given = exchange.after.flatMap(({ parts }) => parts).filter((part) => part.type === 'result')
    for (const result of given) this.#given.set(result.id, [...(this.#given.get(result.id) ?? []), result])
    this.#seen = seen
    this.#losses = losses
  }

  /** A part of an assistant turn: its calls get the result that is theirs. */
  take(part: Part): readonly Part[] {
    if (part.type === 'result') {
      this.#losses.add('orphan-result', part.id)
      return orphan(part)
    }
    if (part.type !== 'call') return [part]
    const id = this.#freeId(part.id)
    this.results.push({ ...this.#resultOf(part), id, name: part.name, namespace: part.namespace })
    return [{ ...part, id }]
  }

  /** A part of what comes after: results are placed already, and one that answers no call is told as text. */
  keep(part: Part): readonly Part[] {
    if (part.type === 'call') {
      this.#losses.add('parameter-dropped', `call ${part.id} of a user`)
      return []
    }
    if (part.type !== 'result') return [part]
    if (this.#called.has(part.id)) return []
    this.#losses.add('orphan-result', part.id)
    return orphan(part)
  }

  /** Of several results for one call the last holds; calls that share an id take them in order. */
  #resultOf(call: CallPart): ResultPart {
    const number = this.#called.get(call.id) ?? 0
    this.#called.set(call.id, number + 1)
    const results = this.#given.get(call.id) ?? []
    const found = this.#calls.filter(({ id }) => id === call.id).length === 1 ? results.at(-1) : results[number]
    if (found !== undefined) return { ...found, kind: call.kind }
    this.#losses.add('missing-result', call.id)
    const text: TextPart = { type: 'text', text: 'no result: interrupted' }
    return { type: 'result', id: call.id, kind: call.kind, isError: true, parts: [text] }
  }

  /** Some servers number the calls of every turn from 0, others refuse an id that was there before. */
  #freeId(id: string): string {
    let free = id
    for (let number = 2; this.#seen.has(free); number += 1) free = `${id}_${number}`
    if (free !== id) this.#losses.add('id-mapped', id)
    this.#seen.add(free)
    return free
  }
}

const orphan = ({ parts }: ResultPart): readonly Part[] => {
  const said = parts.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n')
  const text = `[result of a tool call that is no longer in the conversation: ${said}]`
  return [{ type: 'text', text }, ...parts.filter((part) => part.type !== 'text')]
}
