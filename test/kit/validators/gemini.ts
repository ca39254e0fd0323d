/** What Gemini's API refuses in a request: unknown fields, roles that do not alternate, responses that do not match their calls. */
import { z } from 'zod'

const words = z.string().min(1)
const name = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/)
const signature = words.refine((value) => !value.startsWith('clp1.'), 'Thought signature is not valid')
const inlineData = z.strictObject({ mimeType: z.string().regex(/^\w+\/[\w.+-]+$/), data: words })
const record = z.record(z.string(), z.unknown())

const part = z.union([
  z.strictObject({ text: words, thoughtSignature: signature.optional() }),
  z.strictObject({ text: z.literal(''), thoughtSignature: signature }),
  z.strictObject({ inlineData }),
  z.strictObject({ fileData: z.strictObject({ fileUri: words, mimeType: words.optional() }) }),
  z.strictObject({
    functionCall: z.strictObject({ id: words.optional(), name, args: record }),
    thoughtSignature: signature.optional(),
  }),
  z.strictObject({
    functionResponse: z.strictObject({
      id: words.optional(),
      name,
      response: z.union([z.strictObject({ output: words }), z.strictObject({ error: words })]),
      parts: z.array(z.strictObject({ inlineData })).min(1).optional(),
    }),
  }),
])

const KEYWORDS = new Set(
  '$id $defs $ref $anchor type format title description enum items prefixItems minItems maxItems minimum maximum anyOf oneOf properties additionalProperties required propertyOrdering'.split(
    ' ',
  ),
)

/** The first keyword that Gemini does not know, names of properties aside. */
const unknownKeyword = (schema: unknown): string | undefined => {
  if (typeof schema !== 'object' || schema === null) return undefined
  const entries = Object.entries(schema)
  const unknown = entries.find(([key]) => !KEYWORDS.has(key))?.[0]
  return (
    unknown ??
    entries
      .flatMap(([key, value]) => nestedSchemas(key, value))
      .map(unknownKeyword)
      .find((one) => one !== undefined)
  )
}

const nestedSchemas = (key: string, value: unknown): readonly unknown[] => {
  if (key === 'properties' || key === '$defs') return Object.values(value as object)
  if (key === 'anyOf' || key === 'oneOf' || key === 'prefixItems') return value as unknown[]
  return key === 'items' || key === 'additionalProperties' ? [value] : []
}

const schema = z.looseObject({ type: z.literal('object') }).superRefine((value, context) => {
  const keyword = unknownKeyword(value)
  if (keyword !== undefined) context.addIssue({ code: 'custom', message: `Unknown name "${keyword}"` })
})

const request = z.strictObject({
  contents: z.array(z.strictObject({ role: z.enum(['user', 'model']), parts: z.array(part).min(1) })).min(1),
  systemInstruction: z.strictObject({ parts: z.array(z.strictObject({ text: words })).min(1) }).optional(),
  generationConfig: z
    .strictObject({
      maxOutputTokens: z.int().min(1).optional(),
      temperature: z.number().min(0).max(2).optional(),
      topP: z.number().optional(),
      topK: z.int().optional(),
      seed: z.int().optional(),
      frequencyPenalty: z.number().optional(),
      presencePenalty: z.number().optional(),
      stopSequences: z.array(z.string()).max(5).optional(),
      responseMimeType: z.literal('application/json').optional(),
      responseJsonSchema: z.looseObject({}).optional(),
      thinkingConfig: z
        .strictObject({
          thinkingBudget: z.int().min(-1).max(32_768).optional(),
          thinkingLevel: z.enum(['minimal', 'low', 'medium', 'high']).optional(),
          includeThoughts: z.literal(true).optional(),
        })
        .optional(),
    })
    .optional(),
  tools: z
    .tuple([
      z.strictObject({
        functionDeclarations: z
          .array(z.strictObject({ name, description: z.string().optional(), parametersJsonSchema: schema.optional() }))
          .min(1),
      }),
    ])
    .optional(),
  toolConfig: z
    .strictObject({
      functionCallingConfig: z.union([
        z.strictObject({ mode: z.enum(['AUTO', 'ANY', 'NONE']) }),
        z.strictObject({ mode: z.literal('ANY'), allowedFunctionNames: z.array(name).min(1) }),
      ]),
    })
    .optional(),
  serviceTier: z.enum(['standard', 'flex', 'priority']).optional(),
})

type Request = z.infer<typeof request>
type Part = z.infer<typeof part>

/** What is wrong with a request to a model; empty when the server would take it. */
export const geminiFaults = (body: unknown, model: string): readonly string[] => {
  const parsed = request.safeParse(body)
  if (!parsed.success) return [z.prettifyError(parsed.error)]
  return [
    ...orderFaults(parsed.data),
    ...pairFaults(parsed.data, /gemini-[3-9]/.test(model)),
    ...toolFaults(parsed.data),
  ]
}

const orderFaults = ({ contents }: Request): readonly string[] => {
  const faults = contents.flatMap(({ role }, index) =>
    contents[index - 1]?.role === role ? [`contents[${index}]: roles must alternate`] : [],
  )
  if (contents[0]?.role !== 'user') faults.push('contents[0] must be of the user')
  if (contents.at(-1)?.role !== 'user') faults.push('the last content must be of the user')
  return faults
}

const callsOf = (parts: readonly Part[]) => parts.flatMap((one) => ('functionCall' in one ? [one.functionCall] : []))
const responsesOf = (parts: readonly Part[]) =>
  parts.flatMap((one) => ('functionResponse' in one ? [one.functionResponse] : []))

const pairFaults = ({ contents }: Request, isThree: boolean): readonly string[] => {
  const faults: string[] = []
  for (const [index, { parts }] of contents.entries()) {
    const calls = callsOf(contents[index - 1]?.parts ?? [])
    const responses = responsesOf(parts)
    const key = ({ id, name: tool }: { id?: string | undefined; name: string }) => `${id} ${tool}`
    if (calls.map(key).join() !== responses.map(key).join())
      faults.push(`contents[${index}]: function responses do not match the function calls`)
    if (responses.length > 0 && !('functionResponse' in (parts[0] ?? {})))
      faults.push(`contents[${index}]: function responses must come first`)
    const first = parts.find((one) => 'functionCall' in one)
    if (isThree && first !== undefined && !('thoughtSignature' in first))
      faults.push(`contents[${index}]: Function call is missing a thought_signature`)
  }
  return faults
}

const toolFaults = (body: Request): readonly string[] => {
  const names = (body.tools ?? []).flatMap((tool) => tool.functionDeclarations.map((one) => one.name))
  const faults = new Set(names).size === names.length ? [] : ['tools: duplicate function declaration']
  if (names.length === 0 && body.toolConfig !== undefined) faults.push('toolConfig without tools')
  return faults
}
