/**
 * Chinese and English. Texts live in `locales/<language>/<namespace>.ts` and are fetched when a page needs them; the English file gives
 * the keys their type, so that a key missing in Chinese does not compile.
 */
import i18next, { type BackendModule, type i18n as I18n } from 'i18next'
import { initReactI18next } from 'react-i18next'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const STORAGE_KEY = 'clp-language'

interface TextsModule {
  readonly texts: Record<string, unknown>
}

const files = import.meta.glob<TextsModule>('../locales/*/*.ts')

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    const load = files[`../locales/${language}/${namespace}.ts`]
    if (load === undefined) {
      done(new Error(`There are no texts "${namespace}" in "${language}"`), false)
      return
    }
    load().then(
      (module) => done(null, module.texts),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false),
    )
  },
}

const isLanguage = (value: string): value is Language => (LANGUAGES as readonly string[]).includes(value)

/** The stored choice, else the browser's: Chinese of any kind is `zh`, everything else `en`. */
export const preferredLanguage = (stored: string | null, browser: readonly string[]): Language => {
  if (stored !== null && isLanguage(stored)) return stored
  for (const tag of browser) {
    const language = tag.toLowerCase().split('-')[0] ?? ''
    if (isLanguage(language)) return language
  }
  return 'en'
}

/** Sets i18next up and resolves when the texts of the shell are there. */
export const startI18n = async (): Promise<I18n> => {
  const language = preferredLanguage(localStorage.getItem(STORAGE_KEY), navigator.languages)
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      supportedLngs: [...LANGUAGES],
      ns: ['common', 'reasons'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    })
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  return i18next
}

export const currentLanguage = (): Language => (i18next.language === 'zh' ? 'zh' : 'en')

/** Switches and remembers. */
export const setLanguage = async (language: Language): Promise<void> => {
  localStorage.setItem(STORAGE_KEY, language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

/** Fetches the texts of a page ahead of drawing it. */
export const loadTexts = (namespace: string): Promise<void> => i18next.loadNamespaces(namespace)
