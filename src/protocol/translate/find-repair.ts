/**
 * What a refusal can be answered with: one repair, found by the upstream's own words, or none. A conversation that is too long is
 * never repaired, since the client must hear of it, and a repair that leaves the request as it was would only be refused again.
 */
import type { Work } from '../../codec/work/work.ts'
import { readProblem } from '../canonical/answers/read-problem.ts'
import { REFUSES_IMAGES } from '../canonical/answers/refused-media.ts'
import { LOOKED_AT } from '../canonical/problem.ts'
import { OMITTED_PARAMETERS, type OmittedParameter, type Repair, SCHEMA_KEYWORDS } from '../canonical/repair.ts'
import { type UpstreamRequest, writeRequest } from './request.ts'

/** `status`, `body`: of the answer that refuses the request. Undefined when nothing is to be done. */
export function* findRepair(request: UpstreamRequest, status: number, body: string): Work<Repair | undefined> {
  if (status !== 400 && status !== 422) return undefined
  const problem = readProblem(status, body, '')
  if (problem.kind === 'context') return undefined
  const refused: Refused = {
    request,
    text: `${problem.message.slice(0, LOOKED_AT)} ${problem.code ?? ''}`,
    parameter: problem.parameter ?? '',
  }
  for (const repair of FINDERS.flatMap((find) => find(refused))) if (yield* changes(repair, request)) return repair
  return undefined
}

/** Whether the request comes out differently with the repair. */
function* changes(repair: Repair, { read, protocol, profile, body }: UpstreamRequest): Work<boolean> {
  const again = yield* writeRequest(read, protocol, { ...profile, repairs: [...profile.repairs, repair] })
  return again.ok && again.value.body !== body
}

interface Refused {
  readonly request: UpstreamRequest
  readonly text: string
  /** The parameter the upstream names beside its words. */
  readonly parameter: string
}

/** What might help. */
type Finder = (refused: Refused) => readonly Repair[]

const renamed: Finder = ({ text, request }) =>
  request.protocol === 'chat' && /use '?max_(completion_)?tokens'? instead|max_tokens'? is not supported/i.test(text)
    ? [{ kind: 'rename-max-tokens' }]
    : []

const echoed: Finder = ({ text, request }) =>
  request.protocol === 'chat' &&
  /reasoning_content.*(must be passed back|is missing|is required)|missing.*reasoning_content/is.test(text)
    ? [{ kind: 'echo-reasoning' }]
    : []

const placeholder: Finder = ({ text, request }) =>
  request.protocol === 'gemini' && /missing a? ?`?thought_?signature/i.test(text)
    ? [{ kind: 'placeholder-signature' }]
    : []

const SEALED =
  /invalid_encrypted_content|encrypted.content.*(could not|cannot|can't|invalid|not issued)|(thought_?)?signature.*(invalid|not valid|could not be verified)|invalid.*signature|thinking.*(cannot be modified|signature)/is

const unsealed: Finder = ({ text }) => (SEALED.test(text) ? [{ kind: 'without-carried' }] : [])

/** Claude Code takes its images back by itself, and tells its user. */
const unseen: Finder = ({ text, request }) =>
  request.read.client !== 'messages' && REFUSES_IMAGES.test(text) ? [{ kind: 'without-images' }] : []

const REFUSES_CUSTOM = /["'`]custom["'`]|\bcustom tools?\b|tool type.*\bcustom\b/i

const unformed: Finder = ({ text }) => (REFUSES_CUSTOM.test(text) ? [{ kind: 'custom-as-function' }] : [])

const OF_SCHEMAS = /schema|keyword|parameters|propert|tools?\b|function/i
const INVALID =
  /invalid|unsupported|unknown|unrecognized|unexpected|not (supported|permitted|allowed|valid)|does not support/i

/** Keywords that are quoted, or told to be one; a pattern is spoken of without any mark. */
const simplified: Finder = ({ text, request }) => {
  if (!OF_SCHEMAS.test(text) || !INVALID.test(text)) return []
  const isNamed = (keyword: string) =>
    text.includes(`"${keyword}"`) ||
    text.includes(`'${keyword}'`) ||
    text.includes(`\`${keyword}\``) ||
    text.includes(`keyword ${keyword}`) ||
    (keyword === 'pattern' && /\bpattern\b/i.test(text))
  return SCHEMA_KEYWORDS.filter((keyword) => isNamed(keyword) && request.body.includes(`"${keyword}"`)).map(
    (keyword) => ({ kind: 'omit-keyword', keyword }),
  )
}

/** Names of the limit of an answer, in all protocols. */
const LIMIT = /max_(completion_|output_)?tokens|maxOutputTokens/i

/** How upstreams say the largest number they take. */
const MOST: readonly RegExp[] = [
  /\[1, ?(\d+)\]/,
  /\d+ > (\d+), which is the maximum/,
  /less than or equal to `?(\d+)/i,
  /(?:<=|≤) ?(\d+)/,
  /(?:at most|up to|maximum(?: allowed)?(?: value| number)?(?: of| is|:)?|limit(?: of| is|:)?) `?(\d+)/i,
  /supports? (?:only )?(?:at most )?(\d+) (?:completion|output) tokens/i,
]

const limited: Finder = ({ text, parameter, request }) => {
  if (!LIMIT.test(`${text} ${parameter}`)) return []
  const most = MOST.map((pattern) => Number(pattern.exec(text)?.[1] ?? 0)).find((number) => number > 0)
  if (most !== undefined) return [{ kind: 'limit-tokens', most }]
  return request.protocol !== 'messages' && /too (large|big|high)/i.test(text)
    ? [{ kind: 'omit', parameter: 'max_tokens' }]
    : []
}

const REFUSING =
  /unsupported|unknown|unrecognized|unexpected|not (supported|permitted|allowed|available)|extra (inputs|fields)|does not support|invalid (value|parameter)/i

const omitted: Finder = (refused) => {
  if (!REFUSING.test(refused.text)) return []
  const { body } = refused.request
  return OMITTED_PARAMETERS.filter((name) => isMeant(name, refused) && body.includes(`"${name}"`)).map((parameter) => ({
    kind: 'omit',
    parameter,
  }))
}

/** Named beside the words, or quoted in them, or said at their beginning. */
const isMeant = (name: OmittedParameter, { text, parameter }: Refused): boolean =>
  parameter.split('.').at(-1) === name ||
  new RegExp(`["'\`\\[.]${name}["'\`\\]]|^\\s*(body\\.)?${name}:`).test(text) ||
  (name.includes('_') && new RegExp(`\\b${name}\\b`).test(text))

const FINDERS: readonly Finder[] = [
  renamed,
  echoed,
  placeholder,
  unsealed,
  unseen,
  unformed,
  limited,
  omitted,
  simplified,
]
