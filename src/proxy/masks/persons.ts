/** What tells of persons, and of the network inside: off unless somebody asks for it. */
import { byteSet, DIGIT, has, WORD } from './byte-set.ts'
import { passesIdCheck, passesLuhn } from './checks.ts'
import { type Gate, literalGates } from './gate.ts'
import {
  EMAIL_FORM,
  type FoundSecret,
  HOST_FORM,
  type Kind,
  NOTHING,
  NUMBER_FORM,
  type PlaceholderForm,
} from './kind.ts'
import { endsWord, mayStartWord, startsWord } from './word-ends.ts'

/** A gate of sets, one for each byte. */
const gate = (before: number, ...sets: readonly string[]): Gate => ({ sets: sets.map(byteSet), before })

const times = (count: number, set: string): readonly string[] => Array.from({ length: count }, () => set)

interface Person {
  readonly id: string
  readonly en: string
  readonly zh: string
  readonly form: PlaceholderForm
  readonly gates: readonly Gate[]
  /** Held against the text from the place of the gate on, with as many bytes before it as `before` says. */
  readonly pattern: RegExp
  readonly before?: number
  readonly accept?: (text: string) => boolean
  readonly sample: Kind['sample']
}

/** Bytes of the longest one. */
const LONGEST = 80

const person = ({ id, en, zh, form, gates, pattern, before = 0, accept, sample }: Person): Kind => ({
  id,
  names: { en, zh },
  family: 'persons',
  rank: 'person',
  byDefault: false,
  gates,
  reach: { before: before + 8, after: LONGEST + 8 },
  // Long numbers are full of shorter ones.
  ahead: (bytes, at) => (before > 0 || mayStartWord(bytes, at) ? LONGEST + 8 : -1),
  find: (text, at) => {
    const start = before === 0 ? at : backOver(text, at, before)
    const match = pattern.exec(text.toString('latin1', start, at + LONGEST))?.[0]
    if (match === undefined || accept?.(match) === false) return NOTHING
    const end = start + match.length
    if (!startsWord(text, start) || !endsWord(text, end) || has(DIGIT, text[end])) return NOTHING
    return [{ start, end, form, byContext: false }] satisfies FoundSecret[]
  },
  sample,
})

const LOCAL_PART = byteSet('A-Za-z0-9._%+-')

/** To the beginning of what may stand before the sign of an address. */
const backOver = (text: Buffer, at: number, most: number): number => {
  let start = at
  while (start > at - most && has(LOCAL_PART, text[start - 1])) start -= 1
  if (text[start - 1] === 0x5c) start += 1
  while (start < at && !has(WORD, text[start])) start += 1
  return start
}

const digits = (random: () => number, count: number): string =>
  Array.from({ length: count }, () => String(Math.floor(random() * 10))).join('')

const until = (make: () => string, good: (text: string) => boolean): string => {
  for (;;) {
    const made = make()
    if (good(made)) return made
  }
}

const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'

const bare = (text: string): string => text.replace(/[ -]/g, '')

export const persons: readonly Kind[] = [
  person({
    id: 'email',
    en: 'E-mail address',
    zh: '电子邮箱',
    form: EMAIL_FORM,
    gates: [gate(1, 'A-Za-z0-9_+-', '@', 'A-Za-z0-9')],
    before: 64,
    pattern: /^[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,40}\.){1,4}[A-Za-z]{2,12}/,
    accept: (text) => !/@(?:example\.|masked\.invalid|users\.noreply|localhost)/i.test(text),
    sample: (random) => `li.wei${digits(random, 3)}@mail.firma${digits(random, 2)}.cn`,
  }),
  person({
    id: 'phone-cn',
    en: 'Mobile number (China)',
    zh: '手机号',
    form: NUMBER_FORM,
    gates: [gate(0, '1', '3-9', ...times(9, '0-9'))],
    pattern: /^1[3-9]\d{9}/,
    sample: (random) => `1${3 + Math.floor(random() * 7)}${digits(random, 9)}`,
  }),
  person({
    id: 'phone-e164',
    en: 'Telephone number (E.164)',
    zh: '电话号码（E.164）',
    form: NUMBER_FORM,
    gates: [gate(0, '+', '1-9', ...times(6, '0-9'))],
    pattern: /^\+[1-9]\d{7,14}/,
    sample: (random) => `+49${1 + Math.floor(random() * 9)}${digits(random, 9)}`,
  }),
  person({
    id: 'id-cn',
    en: 'Identification number (China)',
    zh: '身份证号',
    form: NUMBER_FORM,
    gates: [gate(0, '1-9', ...times(16, '0-9'))],
    pattern: /^[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]/,
    accept: passesIdCheck,
    sample: (random) => {
      const birth = `19${50 + Math.floor(random() * 50)}0${1 + Math.floor(random() * 9)}1${Math.floor(random() * 10)}`
      return until(() => `1101${digits(random, 2)}${birth}${digits(random, 4)}`, passesIdCheck)
    },
  }),
  person({
    id: 'bank-card',
    en: 'Card number',
    zh: '银行卡号',
    form: NUMBER_FORM,
    gates: [
      gate(0, '3-6', ...times(14, '0-9')),
      gate(0, '3-6', ...times(3, '0-9'), ' -', ...times(4, '0-9'), ' -', ...times(4, '0-9')),
    ],
    pattern: /^[3-6]\d{3}(?:[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|\d{11,15})/,
    accept: (text) => passesLuhn(bare(text)) && !/^(\d)\1+$/.test(bare(text)),
    sample: (random) => until(() => `62${digits(random, 14)}`, passesLuhn),
  }),
  person({
    id: 'ipv4-private',
    en: 'Private IPv4 address',
    zh: '内网 IPv4 地址',
    form: HOST_FORM,
    gates: [gate(0, '1', '0', '.', '0-9'), gate(0, '1', '7', '2', '.', '1-3'), gate(0, '1', '9', '2', '.', '1', '6')],
    pattern: /^(?:10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d{1,3}\.\d{1,3}(?!\.?\d)/,
    accept: (text) => text.split('.').every((part) => Number(part) < 256),
    sample: (random) => `192.168.${Math.floor(random() * 255)}.${1 + Math.floor(random() * 250)}`,
  }),
  person({
    id: 'plate-cn',
    en: 'Number plate (China)',
    zh: '车牌号',
    form: NUMBER_FORM,
    gates: [...PROVINCES].flatMap((province) => literalGates(province)),
    // The first three bytes are the province.
    pattern: /^[\u0080-\u00ff]{3}[A-HJ-NP-Z](?:\u00b7|\u00c2\u00b7)?[A-HJ-NP-Z0-9]{5,6}/,
    accept: (text) => /\d/.test(text.slice(4)),
    sample: (random) => {
      const province = [...PROVINCES][Math.floor(random() * 31)]
      return `${province}${'ABCDEFG'[Math.floor(random() * 7)]}${digits(random, 5)}`
    },
  }),
]
