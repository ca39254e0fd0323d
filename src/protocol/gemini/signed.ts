/** What Google signs: the thoughts behind a part, as a text inside it. https://ai.google.dev/gemini-api/docs/thought-signatures */
import type { SignedPlaces } from '../common/set-apart.ts'

/** The part itself is plain text that the client may change; its signature is opaque. */
export const signed: SignedPlaces = { texts: ['thoughtSignature', 'thought_signature'] }
