/**
 * Puts a conversation into the order that every protocol can say: each call of an assistant turn is answered exactly once, directly
 * after it, and nothing is empty. What a client trimmed or interrupted is mended, and each mend is told. Only the calls of an
 * assistant turn that comes last may be without results: the turn is to be gone on with.
 */
import { flatMapped, mapped } from '../../../codec/work/lists.ts'
import type { Work } from '../../../codec/work/work.ts'
import type { Losses } from '../loss.ts'
import type { CallPart, Part, ResultPart, TextPart, Turn } from '../part.ts'

export function* settleTurns(turns: readonly Turn[], losses: Losses): Work<readonly Turn[]> {
  /** Ids in use, each with the last number that was put behind it. */
  const seen = new Map<string, number>()
  const list = exchanges(withoutEmpty(yield* mapped(turns, withoutEmpties)))
  yield
  return yield* flatMapped(list, (exchange, index) => {
    const isLast = index === list.length - 1 && exchange.after.length === 0
    return withoutEmpty(settle(exchange, seen, losses, isLast))
  })
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

/** The very same turn where nothing is empty: most are, and there may be very many. */
const withoutEmpties = (turn: Turn): Turn =>
  turn.parts.some(isEmpty) ? { ...turn, parts: turn.parts.filter((part) => !isEmpty(part)) } : turn

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

const settle = (given: Exchange, seen: Map<string, number>, losses: Losses, isLast: boolean): readonly Turn[] => {
  const exchange = withIds(given)
  const pairs = new Pairs(exchange, seen, losses, isLast)
  const assistant = eachPart(exchange.assistant, (part) => pairs.take(part))
  const after = eachPart(exchange.after, (part) => pairs.keep(part))
  return [...assistant, ...withResults(after, pairs.results)]
}

/** A turn of which every part stays is the very same. */
const eachPart = (turns: readonly Turn[], map: (part: Part) => readonly Part[]): readonly Turn[] =>
  turns.map((turn) => {
    const parts = turn.parts.flatMap(map)
    const isSame = parts.length === turn.parts.length && parts.every((part, index) => part === turn.parts[index])
    return isSame ? turn : { ...turn, parts }
  })

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
  /** How many calls share an id. */
  readonly #calls = new Map<string, number>()
  readonly #given = new Map<string, ResultPart[]>()
  readonly #seen: Map<string, number>
  readonly #losses: Losses
  /** Whether a call may stay without a result. */
  readonly #isOpen: boolean
  readonly #called = new Map<string, number>()

  constructor(exchange: Exchange, seen: Map<string, number>, losses: Losses, isOpen: boolean) {
    const calls = exchange.assistant.flatMap(({ parts }) => parts).filter((part) => part.type === 'call')
    for (const { id } of calls) this.#calls.set(id, (this.#calls.get(id) ?? 0) + 1)
    for (const part of exchange.after.flatMap(({ parts }) => parts)) if (part.type === 'result') this.#give(part)
    this.#seen = seen
    this.#losses = losses
    this.#isOpen = isOpen
  }

  /** A part of an assistant turn: its calls get the result that is theirs. */
  take(part: Part): readonly Part[] {
    if (part.type === 'result') {
      this.#losses.add('orphan-result', part.id)
      return orphan(part)
    }
    if (part.type !== 'call') return [part]
    const id = this.#freeId(part.id)
    const result = this.#resultOf(part)
    if (result !== undefined) this.results.push({ ...result, id, name: part.name, namespace: part.namespace })
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
  #resultOf(call: CallPart): ResultPart | undefined {
    const number = this.#called.get(call.id) ?? 0
    this.#called.set(call.id, number + 1)
    const results = this.#given.get(call.id) ?? []
    const found = this.#calls.get(call.id) === 1 ? results.at(-1) : results[number]
    if (found !== undefined) return { ...found, kind: call.kind }
    if (this.#isOpen) return undefined
    this.#losses.add('missing-result', call.id)
    const text: TextPart = { type: 'text', text: 'no result: interrupted' }
    return { type: 'result', id: call.id, kind: call.kind, isError: true, parts: [text] }
  }

  #give(result: ResultPart): void {
    const given = this.#given.get(result.id)
    if (given === undefined) this.#given.set(result.id, [result])
    else given.push(result)
  }

  /** Some servers number the calls of every turn from 0, others refuse an id that was there before. */
  #freeId(id: string): string {
    let free = id
    let number = this.#seen.get(id) ?? 0
    while (this.#seen.has(free)) {
      number += 1
      free = `${id}_${number + 1}`
    }
    if (free !== id) this.#losses.add('id-mapped', id)
    this.#seen.set(id, number)
    this.#seen.set(free, this.#seen.get(free) ?? 0)
    return free
  }
}

const orphan = ({ parts }: ResultPart): readonly Part[] => {
  const said = parts.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n')
  const text = `[result of a tool call that is no longer in the conversation: ${said}]`
  return [{ type: 'text', text }, ...parts.filter((part) => part.type !== 'text')]
}
