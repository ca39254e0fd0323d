/** A source of an answer as OpenAI's APIs name it. `at`: characters of the text before it. */
import type { Fields } from '../canonical/fields.ts'
import type { PlacedCitation } from '../canonical/whole-answer.ts'

export const urlCitation = ({ url, title, at }: PlacedCitation): Fields => ({
  url,
  title: title ?? url,
  start_index: at,
  end_index: at,
})
