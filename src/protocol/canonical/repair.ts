/** What can be done about a refusal before anything was answered: data that the writers follow, remembered by upstream and model. */

export type Repair =
  | { readonly kind: 'limit-tokens'; readonly most: number }
  | { readonly kind: 'omit'; readonly parameter: OmittedParameter }
  /** Sends the other name of Chat's limit of tokens. */
  | { readonly kind: 'rename-max-tokens' }
  /** Every assistant message with calls gets its reasoning back, empty where none is known. */
  | { readonly kind: 'echo-reasoning' }
  /** No opaque reasoning is sent. */
  | { readonly kind: 'without-carried' }
  /** Calls without a signature get the documented placeholder. */
  | { readonly kind: 'placeholder-signature' }
  /** Images are marks in the text: the model reads nothing else. */
  | { readonly kind: 'without-images' }
  /** Freeform tools are functions with one text. */
  | { readonly kind: 'custom-as-function' }
  /** The schemas of tools are sent without a keyword. */
  | { readonly kind: 'omit-keyword'; readonly keyword: SchemaKeyword }

/** Keywords that only tighten or explain a schema. */
export const SCHEMA_KEYWORDS = [
  'pattern',
  'format',
  'propertyNames',
  'patternProperties',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minimum',
  'maximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'default',
  'examples',
  'title',
  '$schema',
  '$comment',
  'contentEncoding',
  'contentMediaType',
  'deprecated',
  'readOnly',
  'writeOnly',
] as const

export type SchemaKeyword = (typeof SCHEMA_KEYWORDS)[number]

export const OMITTED_PARAMETERS = [
  'parallel_tool_calls',
  'stream_options',
  'reasoning_effort',
  'temperature',
  'top_p',
  'stop',
  'response_format',
  'strict',
  'tool_choice',
  'verbosity',
  'service_tier',
  'prompt_cache_key',
  'user',
  'seed',
  'max_tokens',
] as const

export type OmittedParameter = (typeof OMITTED_PARAMETERS)[number]
