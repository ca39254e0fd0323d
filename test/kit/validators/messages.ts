/** What Anthropic's API refuses in a request: unknown keys, wrong order, ids of another form. Stricter than the server where in doubt. */
import { z } from 'zod'

const cache = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
const marked = { cache_control: cache.optional() }
const words = z.string().refine((text) => text.trim() !== '', 'text content blocks must be non-empty')
const id = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/)
const name = z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/)

const base64 = (types: readonly string[]) =>
  z.strictObject({ type: z.literal('base64'), media_type: z.enum(types), data: z.string().min(1) })
const url = z.strictObject({ type: z.literal('url'), url: z.url() })
const kept = z.strictObject({ type: z.literal('file'), file_id: z.string().min(1) })

const text = z.strictObject({ type: z.literal('text'), text: words, ...marked })
const image = z.strictObject({
  type: z.literal('image'),
  source: z.union([base64(['image/jpeg', 'image/png', 'image/gif', 'image/webp']), url, kept]),
  ...marked,
})
const document = z.strictObject({
  type: z.literal('document'),
  source: z.union([base64(['application/pdf']), url, kept]),
  title: z.string().min(1).optional(),
  ...marked,
})
const call = z.strictObject({
  type: z.literal('tool_use'),
  id,
  name,
  input: z.record(z.string(), z.unknown()),
  ...marked,
})
const result = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: id,
  content: z.union([words, z.array(z.union([text, image, document])).min(1)]),
  is_error: z.literal(true).optional(),
  ...marked,
})
const thinking = z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().min(1) })
const redacted = z.strictObject({ type: z.literal('redacted_thinking'), data: z.string().min(1) })

const user = z.strictObject({
  role: z.literal('user'),
  content: z.array(z.union([text, image, document, result])).min(1),
})
const assistant = z.strictObject({
  role: z.literal('assistant'),
  content: z.array(z.union([text, call, thinking, redacted])).min(1),
})

const schema = z
  .looseObject({ type: z.literal('object') })
  .refine(
    (value) => !('anyOf' in value || 'oneOf' in value || 'allOf' in value),
    'input_schema does not support oneOf, allOf, or anyOf at the top level',
  )

const request = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().min(1),
  system: z.array(text).min(1).optional(),
  messages: z.array(z.union([user, assistant])).min(1),
  stream: z.literal(true).optional(),
  thinking: z
    .union([
      z.strictObject({ type: z.literal('disabled') }),
      z.strictObject({ type: z.literal('adaptive'), display: z.enum(['summarized', 'omitted']).optional() }),
      z.strictObject({ type: z.literal('enabled'), budget_tokens: z.int().min(1024) }),
    ])
    .optional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional(),
      format: z.strictObject({ type: z.literal('json_schema'), schema: z.looseObject({}) }).optional(),
    })
    .optional(),
  tools: z
    .array(z.strictObject({ name, description: z.string().optional(), input_schema: schema, ...marked }))
    .min(1)
    .optional(),
  tool_choice: z
    .union([
      z.strictObject({ type: z.enum(['auto', 'any']), disable_parallel_tool_use: z.boolean().optional() }),
      z.strictObject({ type: z.literal('tool'), name, disable_parallel_tool_use: z.boolean().optional() }),
      z.strictObject({ type: z.literal('none') }),
    ])
    .optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.int().optional(),
  stop_sequences: z.array(words).min(1).optional(),
  metadata: z.strictObject({ user_id: z.string() }).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
})

type Request = z.infer<typeof request>
type Block = Request['messages'][number]['content'][number]

/** What is wrong with a request; empty when the server would take it. */
export const messagesFaults = (body: unknown): readonly string[] => {
  const parsed = request.safeParse(body)
  if (!parsed.success) return [z.prettifyError(parsed.error)]
  return [
    ...orderFaults(parsed.data),
    ...pairFaults(parsed.data),
    ...thinkingFaults(parsed.data),
    ...toolFaults(parsed.data),
  ]
}

const orderFaults = ({ messages }: Request): readonly string[] => {
  const faults = messages.flatMap(({ role }, index) =>
    messages[index - 1]?.role === role ? [`messages[${index}]: roles must alternate`] : [],
  )
  if (messages[0]?.role !== 'user') faults.push('messages[0]: first message must use the "user" role')
  const last = messages.at(-1)
  const end = last?.content.at(-1)
  if (last?.role === 'assistant' && end?.type === 'text' && end.text !== end.text.trimEnd())
    faults.push('trailing whitespace')
  return faults
}

const idsOf = (blocks: readonly Block[], type: 'tool_use' | 'tool_result'): readonly string[] =>
  blocks.flatMap((block) =>
    block.type === type ? [block.type === 'tool_use' ? block.id : (block as { tool_use_id: string }).tool_use_id] : [],
  )

const pairFaults = ({ messages }: Request): readonly string[] => {
  const faults: string[] = []
  const seen = new Set<string>()
  for (const [index, { content }] of messages.entries()) {
    const called = index === 0 ? [] : idsOf(messages[index - 1]?.content ?? [], 'tool_use')
    const answered = idsOf(content, 'tool_result')
    if ([...called].sort().join() !== [...answered].sort().join())
      faults.push(`messages[${index}]: tool_use and tool_result do not match`)
    if (content.slice(0, answered.length).some(({ type }) => answered.length > 0 && type !== 'tool_result')) {
      faults.push(`messages[${index}]: tool_result blocks must come first`)
    }
    for (const one of idsOf(content, 'tool_use')) {
      if (seen.has(one)) faults.push(`messages[${index}]: tool_use ids must be unique`)
      seen.add(one)
    }
  }
  if (idsOf(messages.at(-1)?.content ?? [], 'tool_use').length > 0) faults.push('the last tool_use has no tool_result')
  return faults
}

const thinkingFaults = (body: Request): readonly string[] => {
  if (body.thinking?.type !== 'enabled') return []
  const faults: string[] = []
  if (body.thinking.budget_tokens >= body.max_tokens) faults.push('max_tokens must be greater than budget_tokens')
  if (body.temperature !== undefined || body.top_k !== undefined)
    faults.push('temperature and top_k are not possible with thinking')
  if (body.tool_choice?.type === 'any' || body.tool_choice?.type === 'tool') faults.push('thinking and a forced tool')
  const last = body.messages.findLast(({ role }) => role === 'assistant')?.content ?? []
  if (last.some(({ type }) => type === 'tool_use') && !/thinking/.test(last[0]?.type ?? '')) {
    faults.push('the last assistant turn must start with a thinking block')
  }
  return faults
}

const toolFaults = (body: Request): readonly string[] => {
  const names = (body.tools ?? []).map((tool) => tool.name)
  const faults = new Set(names).size === names.length ? [] : ['tools: names must be unique']
  const uses = body.messages.some(({ content }) =>
    content.some(({ type }) => type === 'tool_use' || type === 'tool_result'),
  )
  if (uses && names.length === 0) faults.push('tools must be declared when the conversation uses them')
  if (names.length === 0 && body.tool_choice !== undefined) faults.push('tool_choice without tools')
  if (body.tool_choice?.type === 'tool' && !names.includes(body.tool_choice.name))
    faults.push('tool_choice names no tool')
  const marks = JSON.stringify(body).split('"cache_control"').length - 1
  if (marks > 4) faults.push(`a maximum of 4 blocks with cache_control may be provided, found ${marks}`)
  return faults
}
