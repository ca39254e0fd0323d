/** Looks for secrets in the strings of a JSON text: where gates open the string around is read, once, and looked at as its place says. */
import { decodedText } from '../../codec/json/decoded-text.ts'
import { type StringText, stringText } from '../../codec/json/string-text.ts'
import { finish, type Work } from '../../codec/work/work.ts'
import type { RequestText, RequestTexts } from '../../protocol/common/text-forms.ts'
import { type Detectors, type Hit, look, plainText, type Sighting, SPELLED } from './detectors.ts'
import { pathOf, type StringPlace, walkJson } from './json-walk.ts'
import type { LookBudget } from './look-budget.ts'

/** A sighting in a string whose text may be changed. */
export interface Placed extends Sighting {
  readonly place: StringPlace
}

export interface LookTask {
  readonly texts: RequestTexts
  /** Texts that are never secrets. */
  readonly allow: ReadonlySet<string>
  readonly budget: LookBudget
}

export interface Looked {
  readonly list: readonly Placed[]
  /** Whether the text is JSON, as far as its structure goes. */
  readonly whole: boolean
}

/** With one or two lists of detectors. Throws `Problem` beyond the budget. */
export function* lookThrough(bytes: Buffer, all: readonly Detectors[], task: LookTask): Work<Looked> {
  const list: Placed[] = []
  const hits = yield* hitsOf(bytes, all, task.budget)
  const { places, whole } = yield* walkJson(
    bytes,
    hits.map(({ at }) => at),
  )
  for (const string of strings(hits, places)) {
    const text = task.texts(pathOf(bytes, string.place), string.place.isName)
    if (text === 'own') continue
    for (const one of yield* lookIn(bytes, all, { ...string, text, budget: task.budget })) {
      if (!task.allow.has(one.secret.toString('utf8'))) list.push({ ...one, place: string.place })
    }
    yield
  }
  return { list, whole }
}

/** Ascending. */
function* hitsOf(bytes: Buffer, all: readonly Detectors[], budget: LookBudget): Work<readonly Hit[]> {
  const [first, second] = all
  if (first === undefined) return []
  const hits = yield* first.hits(bytes, budget)
  return second === undefined ? hits : [...hits, ...(yield* second.hits(bytes, budget))].sort((a, b) => a.at - b.at)
}

interface StringHits {
  readonly place: StringPlace
  readonly hits: readonly Hit[]
}

/** The hits of each string. Those in no string are those of numbers and signs. */
function* strings(hits: readonly Hit[], places: readonly (StringPlace | undefined)[]): Generator<StringHits> {
  for (let first = 0; first < hits.length; ) {
    const place = places[first]
    let end = first + 1
    while (end < hits.length && places[end]?.from === place?.from) end += 1
    if (place !== undefined) yield { place, hits: hits.slice(first, end) }
    first = end
  }
}

interface StringTask extends StringHits {
  readonly text: RequestText
  readonly budget: LookBudget
}

function* lookIn(
  bytes: Buffer,
  all: readonly Detectors[],
  { place, hits, text, budget }: StringTask,
): Work<readonly Sighting[]> {
  const string = yield* stringText(bytes, place.from, place.to)
  const isSpelled = hits.some(({ owner }) => owner === SPELLED)
  const seen = yield* look(string, isSpelled ? yield* hitsIn(string, all, budget) : hits, budget)
  if (text !== 'json') return seen
  // Arguments are a JSON text in a string: what is found in it has escapes of its own.
  const once = seen.map((one) => ({ ...one, secret: finish(decodedText(one.secret, 0, one.secret.length)) }))
  return isSpelled ? [...once, ...(yield* lookTwiceDecoded(string, all, budget))] : once
}

/** As in bytes: places are those of the text, told in bytes. */
function* hitsIn({ text, rawOf }: StringText, all: readonly Detectors[], budget: LookBudget): Work<readonly Hit[]> {
  const hits = yield* hitsOf(text, all, budget)
  return hits.map((hit) => ({ ...hit, at: rawOf(hit.at) }))
}

function* lookTwiceDecoded(once: StringText, all: readonly Detectors[], budget: LookBudget): Work<readonly Sighting[]> {
  const twice = yield* stringText(once.text, 0, once.text.length)
  const seen = yield* look(plainText(twice.text), yield* hitsOf(twice.text, all, budget), budget)
  return seen.map((one) => ({
    ...one,
    start: once.rawOf(twice.rawOf(one.start)),
    end: once.rawOf(twice.rawOf(one.end)),
  }))
}
