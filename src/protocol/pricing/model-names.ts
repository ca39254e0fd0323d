/** Under which names a model that was sent may stand in a price book. Only spellings of one model, never another model that is like it. */

/**
 * The name itself, without a provider before it, and without a date behind it, in this order, each once. All in small letters, without a
 * `models/` before them and a `[1m]` behind.
 */
export const priceNames = (model: string): readonly string[] => {
  const name = model
    .trim()
    .toLowerCase()
    .replace(/^models\//, '')
    .replace(/\[1m\]$/, '')
  const plain = withoutProvider(name)
  return [...new Set([name, plain, withoutDate(plain)])].filter((one) => one !== '')
}

/** `openrouter/anthropic/claude-x`, and Bedrock's `us.anthropic.claude-x-v1:0`. */
const withoutProvider = (name: string): string => {
  const plain = name.slice(name.lastIndexOf('/') + 1)
  const bedrock = /^(?:[a-z]{2,6}\.)?anthropic\./.exec(plain)
  return bedrock === null ? plain : plain.slice(bedrock[0].length).replace(/-v\d+:\d+$/, '')
}

const withoutDate = (name: string): string => name.replace(/(?:[-@]20\d{6}|-20\d{2}-\d{2}-\d{2}|-latest)$/, '')
