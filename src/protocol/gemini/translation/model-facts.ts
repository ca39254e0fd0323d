/** What the Gemini models take: https://ai.google.dev/gemini-api/docs/thinking and thought-signatures */

/** The number of a model's generation; a model nobody knows counts as 2.5. */
const generationOf = (model: string): number => Number(/gemini-(\d+(?:\.\d+)?)/.exec(model.toLowerCase())?.[1] ?? 2.5)

/** Whether calls have ids and signatures, thinking has levels, and structured output goes together with tools. */
export const isThree = (model: string): boolean => generationOf(model) >= 3

/** Whether the model can think. */
export const thinks = (model: string): boolean => generationOf(model) >= 2.5

export const isPro = (model: string): boolean => /-pro/.test(model.toLowerCase())
