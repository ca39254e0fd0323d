/** What OpenAI's Responses API refuses in a request: unknown keys, ids of another form, results without their calls. */
import { z } from 'zod'

const words = z.string().min(1)
const callId = z.string().min(1).max(64)
const name = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/)

const text = z.strictObject({ type: z.literal('input_text'), text: words })
const image = z.union([
  z.strictObject({
    type: z.literal('input_image'),
    image_url: z.string().regex(/^(https?:|data:image\/(jpeg|png|gif|webp);base64,)/),
    detail: z.enum(['auto', 'low', 'high', 'original']),
  }),
  z.strictObject({ type: z.literal('input_image'), file_id: words, detail: z.enum(['auto', 'low', 'high']) }),
])
const file = z.union([
  z.strictObject({ type: z.literal('input_file'), filename: words, file_data: z.string().startsWith('data:') }),
  z.strictObject({ type: z.literal('input_file'), file_url: z.url() }),
  z.strictObject({ type: z.literal('input_file'), file_id: words }),
])
const said = z.union([
  z.strictObject({ type: z.literal('output_text'), text: words }),
  z.strictObject({ type: z.literal('refusal'), refusal: words }),
])
const output = z.union([words, z.array(z.union([text, image, file])).min(1)])

const item = z.discriminatedUnion('type', [
  z.discriminatedUnion('role', [
    z.strictObject({
      type: z.literal('message'),
      role: z.literal('user'),
      content: z.array(z.union([text, image, file])).min(1),
    }),
    z.strictObject({ type: z.literal('message'), role: z.literal('developer'), content: z.array(text).min(1) }),
    z.strictObject({
      type: z.literal('message'),
      role: z.literal('assistant'),
      content: z.array(said).min(1),
      phase: z.enum(['commentary', 'final_answer']).optional(),
    }),
  ]),
  z.strictObject({ type: z.literal('function_call'), call_id: callId, name, arguments: words }),
  z.strictObject({ type: z.literal('function_call_output'), call_id: callId, output }),
  z.strictObject({ type: z.literal('custom_tool_call'), call_id: callId, name, input: z.string() }),
  z.strictObject({ type: z.literal('custom_tool_call_output'), call_id: callId, output }),
  z.strictObject({
    type: z.literal('local_shell_call'),
    call_id: callId,
    status: z.literal('completed'),
    action: z.strictObject({
      type: z.literal('exec'),
      command: z.array(z.string()),
      env: z.record(z.string(), z.string()),
      working_directory: z.string().optional(),
      timeout_ms: z.number().optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('reasoning'),
    id: z.string().startsWith('rs_'),
    summary: z.array(z.strictObject({ type: z.literal('summary_text'), text: z.string() })),
    encrypted_content: words.refine(
      (value) => !value.startsWith('clp1.'),
      'The encrypted content could not be verified',
    ),
  }),
])

const schema = z
  .looseObject({ type: z.literal('object'), properties: z.looseObject({}) })
  .refine(
    (value) => !('anyOf' in value || 'oneOf' in value || 'allOf' in value),
    'schema must not have anyOf at the top',
  )

const request = z.strictObject({
  model: words,
  instructions: words.optional(),
  input: z.array(item).min(1),
  store: z.literal(false),
  include: z.tuple([z.literal('reasoning.encrypted_content')]),
  stream: z.literal(true).optional(),
  max_output_tokens: z.int().min(16).optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().optional(),
  reasoning: z
    .strictObject({
      effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
      summary: z.literal('auto').optional(),
    })
    .optional(),
  text: z
    .strictObject({
      format: z
        .union([
          z.strictObject({ type: z.literal('json_object') }),
          z.strictObject({
            type: z.literal('json_schema'),
            name,
            description: z.string().optional(),
            schema: z.looseObject({}),
            strict: z.boolean(),
          }),
        ])
        .optional(),
      verbosity: z.enum(['low', 'medium', 'high']).optional(),
    })
    .optional(),
  tools: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('function'),
          name,
          description: z.string().optional(),
          parameters: schema,
          strict: z.boolean(),
        }),
        z.strictObject({
          type: z.literal('custom'),
          name,
          description: z.string().optional(),
          format: z
            .strictObject({ type: z.literal('grammar'), syntax: z.enum(['lark', 'regex']), definition: words })
            .optional(),
        }),
        z.strictObject({ type: z.literal('local_shell') }),
      ]),
    )
    .min(1)
    .optional(),
  tool_choice: z
    .union([z.enum(['auto', 'none', 'required']), z.strictObject({ type: z.enum(['function', 'custom']), name })])
    .optional(),
  parallel_tool_calls: z.literal(false).optional(),
  prompt_cache_key: z.string().min(1).max(64).optional(),
  safety_identifier: z.string().min(1).max(128).optional(),
  service_tier: z.enum(['auto', 'default', 'flex', 'priority']).optional(),
})

type Request = z.infer<typeof request>

/** What is wrong with a request; empty when the server would take it. */
export const responsesFaults = (body: unknown): readonly string[] => {
  const parsed = request.safeParse(body)
  if (!parsed.success) return [z.prettifyError(parsed.error)]
  return [...pairFaults(parsed.data), ...toolFaults(parsed.data)]
}

const pairFaults = ({ input }: Request): readonly string[] => {
  const known = { called: new Set<string>(), answered: new Set<string>() }
  const faults = input.flatMap((one) =>
    'call_id' in one ? idFaults(one.call_id, one.type.endsWith('_output'), known) : [],
  )
  const open = [...known.called].filter((id) => !known.answered.has(id))
  return [...faults, ...open.map((id) => `No tool output found for ${id}`)]
}

const idFaults = (
  id: string,
  isResult: boolean,
  known: { called: Set<string>; answered: Set<string> },
): readonly string[] => {
  const faults = isResult && !known.called.has(id) ? [`No tool call found for ${id}`] : []
  const seen = isResult ? known.answered : known.called
  if (seen.has(id)) faults.push(`${id} stands twice`)
  seen.add(id)
  return faults
}

const toolFaults = (body: Request): readonly string[] => {
  const names = (body.tools ?? []).map((tool) => ('name' in tool ? tool.name : tool.type))
  const faults = new Set(names).size === names.length ? [] : ['tools: names must be unique']
  if (names.length === 0 && (body.tool_choice !== undefined || body.parallel_tool_calls !== undefined))
    faults.push('tool_choice without tools')
  if (typeof body.tool_choice === 'object' && !names.includes(body.tool_choice.name))
    faults.push('tool_choice names no tool')
  if (body.text?.format?.type === 'json_object' && !/json/i.test(JSON.stringify(body.input)))
    faults.push("input must contain the word 'json'")
  return faults
}
