/** What is known of an upstream besides its protocol: whose server it is, what it was configured for, and what it taught. */
import type { Repair } from './repair.ts'

/** Whose server speaks. `other`: nobody known, so only what every server takes is sent. */
export type Host =
  | 'openai'
  | 'azure'
  | 'mistral'
  | 'deepseek'
  | 'zhipu'
  | 'moonshot'
  | 'dashscope'
  | 'openrouter'
  | 'other'

export interface UpstreamProfile {
  readonly host: Host
  /** The model this upstream is asked for. */
  readonly model: string
  /** Whether it searches the web when asked to; only a person can say. */
  readonly webSearch?: boolean | undefined
  /** What earlier requests were refused for. */
  readonly repairs: readonly Repair[]
}

const HOSTS: readonly (readonly [RegExp, Host])[] = [
  [/(^|\.)openai\.com$/, 'openai'],
  [/(^|\.)(openai|services\.ai|cognitiveservices)\.azure\.com$/, 'azure'],
  [/(^|\.)mistral\.ai$/, 'mistral'],
  [/(^|\.)deepseek\.com$/, 'deepseek'],
  [/(^|\.)(bigmodel\.cn|z\.ai)$/, 'zhipu'],
  [/(^|\.)(moonshot\.(cn|ai)|kimi\.com)$/, 'moonshot'],
  [/(^|\.)dashscope(-\w+)?\.aliyuncs\.com$/, 'dashscope'],
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
]

/** Tells a server by its host name. */
export const hostOf = (hostname: string): Host =>
  HOSTS.find(([pattern]) => pattern.test(hostname.toLowerCase()))?.[1] ?? 'other'

/** Whether the server is OpenAI's own, which takes every field of its schema. */
export const isOpenAi = ({ host }: UpstreamProfile): boolean => host === 'openai' || host === 'azure'

export const hasRepair = ({ repairs }: UpstreamProfile, kind: Repair['kind']): boolean =>
  repairs.some((repair) => repair.kind === kind)

/** Whether the upstream has refused a parameter. */
export const refuses = ({ repairs }: UpstreamProfile, parameter: string): boolean =>
  repairs.some((repair) => repair.kind === 'omit' && repair.parameter === parameter)

/** The most tokens the upstream has said that it answers with. */
export const tokenLimit = ({ repairs }: UpstreamProfile): number | undefined =>
  repairs.flatMap((repair) => (repair.kind === 'limit-tokens' ? [repair.most] : [])).at(-1)
