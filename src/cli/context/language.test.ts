import { describe, expect, it } from 'vitest'
import { en } from '../messages/en.ts'
import { zh } from '../messages/zh.ts'
import { languageFrom, messagesFor } from './language.ts'

describe('the language', () => {
  it.each([
    [{}, 'en'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'zh' }, 'zh'],
    [{ LANG: 'zh-Hans' }, 'zh'],
    [{ LANG: 'zha_CN' }, 'en'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'C' }, 'en'],
    [{ LANG: 'zh_CN', LC_ALL: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'en_US', LC_MESSAGES: 'zh_TW' }, 'zh'],
    [{ LANG: 'zh_CN', LC_ALL: '' }, 'zh'],
    [{ CLP_LANG: 'en', LC_ALL: 'zh_CN' }, 'en'],
    [{ CLP_LANG: 'zh', LC_ALL: 'en_US' }, 'zh'],
    [{ CLP_LANG: 'ZH' }, 'zh'],
  ])('%j means %s', (environment, language) => {
    expect(languageFrom(environment)).toBe(language)
  })

  it('brings its texts', async () => {
    expect(await messagesFor('zh')).toBe(zh)
    expect(await messagesFor('en')).toBe(en)
  })
})
