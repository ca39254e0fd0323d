/** What strict servers of Chat Completions refuse: unknown keys, roles in the wrong place, results without their calls, loose ids. */
import { z } from 'zod'

const id = z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/)
const name = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/)
const words = z.string().min(1)

const text = z.strictObject({ type: z.literal('text'), text: words })
const image = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({ url: z.string().regex(/^(https?:|data:image\/)/), detail: z.string().optional() }),
})
const file = z.strictObject({
  type: z.literal('file'),
  file: z.strictObject({ filename: words, file_data: z.string().startsWith('data:') }),
})
const audio = z.strictObject({
  type: z.literal('input_audio'),
  input_audio: z.strictObject({ data: words, format: words }),
})

/** Servers parse the arguments for their templates. */
const args = z.string().refine((value) => {
  try {
    const parsed = JSON.parse(value)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
  } catch {
    return false
  }
}, 'arguments must be the text of a JSON object')

const call = z.strictObject({
  id,
  type: z.literal('function'),
  function: z.strictObject({ name, arguments: args }),
  extra_content: z.looseObject({}).optional(),
})

const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: words }),
  z.strictObject({
    role: z.literal('user'),
    content: z.union([words, z.array(z.union([text, image, file, audio])).min(1)]),
  }),
  z.strictObject({
    role: z.literal('assistant'),
    content: words.nullable(),
    tool_calls: z.array(call).min(1).optional(),
    reasoning_content: z.string().optional(),
    reasoning: z.string().optional(),
    reasoning_details: z.array(z.looseObject({})).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), tool_call_id: id, content: words }),
])

const request = z.strictObject({
  model: words,
  messages: z.array(message).min(1),
  stream: z.literal(true).optional(),
  stream_options: z.strictObject({ include_usage: z.literal(true) }).optional(),
  max_tokens: z.int().min(1).optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().optional(),
  frequency_penalty: z.number().optional(),
  presence_penalty: z.number().optional(),
  seed: z.number().optional(),
  stop: z.array(z.string()).min(1).max(4).optional(),
  reasoning_effort: z.enum(['low', 'medium', 'high']).optional(),
  response_format: z
    .union([
      z.strictObject({ type: z.literal('json_object') }),
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name,
          description: z.string().optional(),
          schema: z.looseObject({}),
          strict: z.literal(true).optional(),
        }),
      }),
    ])
    .optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({
          name,
          description: z.string().optional(),
          parameters: z.looseObject({ type: z.literal('object'), properties: z.looseObject({}) }),
        }),
      }),
    )
    .min(1)
    .max(128)
    .optional(),
  tool_choice: z
    .union([
      z.enum(['auto', 'none', 'required']),
      z.strictObject({ type: z.literal('function'), function: z.strictObject({ name }) }),
    ])
    .optional(),
  parallel_tool_calls: z.literal(false).optional(),
})

type Request = z.infer<typeof request>

/** What is wrong with a request to a server nobody knows; empty when it would be taken. */
export const chatFaults = (body: unknown): readonly string[] => {
  const parsed = request.safeParse(body)
  if (!parsed.success) return [z.prettifyError(parsed.error)]
  return [...orderFaults(parsed.data), ...pairFaults(parsed.data), ...toolFaults(parsed.data)]
}

const orderFaults = ({ messages }: Request): readonly string[] =>
  messages.flatMap((one, index) => {
    if (one.role === 'system' && index > 0) return [`messages[${index}]: System message must be at the beginning`]
    if (one.role === 'assistant' && messages[index - 1]?.role === 'assistant')
      return [`messages[${index}]: two assistants`]
    if (one.role === 'assistant' && one.content === null && one.tool_calls === undefined)
      return [`messages[${index}]: empty`]
    return []
  })

const pairFaults = ({ messages }: Request): readonly string[] => {
  const faults: string[] = []
  let due: string[] = []
  for (const [index, one] of messages.entries()) {
    if (one.role === 'tool') {
      if (due[0] === one.tool_call_id) due = due.slice(1)
      else faults.push(`messages[${index}]: a result out of order`)
    } else if (due.length > 0) {
      faults.push(`messages[${index}]: ${due.length} calls have no result`)
      due = []
    }
    if (one.role === 'assistant') due = (one.tool_calls ?? []).map((each) => each.id)
  }
  return due.length > 0 ? [...faults, 'the last calls have no result'] : faults
}

const toolFaults = (body: Request): readonly string[] => {
  const names = (body.tools ?? []).map((tool) => tool.function.name)
  const faults = new Set(names).size === names.length ? [] : ['tools: names must be unique']
  if (names.length === 0 && (body.tool_choice !== undefined || body.parallel_tool_calls !== undefined))
    faults.push('tool_choice without tools')
  const chosen = typeof body.tool_choice === 'object' ? body.tool_choice.function.name : undefined
  if (chosen !== undefined && !names.includes(chosen)) faults.push('tool_choice names no tool')
  if (body.stream === undefined && body.stream_options !== undefined) faults.push('stream_options without stream')
  if (body.response_format?.type === 'json_object' && !/json/i.test(JSON.stringify(body.messages)))
    faults.push("'messages' must contain the word 'json'")
  return faults
}
