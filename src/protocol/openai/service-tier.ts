/** Classes of service as OpenAI names them: https://platform.openai.com/docs/guides/priority-processing */

export const readTier = (tier: string | undefined): string | undefined => (tier === 'default' ? 'standard' : tier)

export const writeTier = (tier: string | undefined): string | undefined => (tier === 'standard' ? 'default' : tier)
