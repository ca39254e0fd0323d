/** Which language to speak, from the environment. */
import type { Environment } from '../../process/options.ts'
import type { Messages } from '../messages/en.ts'

export type Language = 'zh' | 'en'

/** `CLP_LANG` decides; without it the first locale variable that is set, in the order of POSIX; else English. */
export const languageFrom = (environment: Environment): Language => {
  const named = environment['CLP_LANG'] || localeOf(environment)
  return /^zh\b|^zh_|^chinese/i.test(named) ? 'zh' : 'en'
}

/** Loads the texts of one language only: every millisecond of `clp --help` counts. */
export const messagesFor = async (language: Language): Promise<Messages> =>
  language === 'zh' ? (await import('../messages/zh.ts')).zh : (await import('../messages/en.ts')).en

const localeOf = (environment: Environment): string =>
  environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
