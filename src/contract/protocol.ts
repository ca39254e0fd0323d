/** The protocols in which clients ask and upstreams answer, by the names that documents, commands and the API use. */
export const PROTOCOL_IDS = ['messages', 'responses', 'chat', 'gemini'] as const

/** `messages`: Anthropic Messages; `responses`: OpenAI Responses; `chat`: OpenAI Chat Completions; `gemini`: Gemini generateContent. */
export type ProtocolId = (typeof PROTOCOL_IDS)[number]
