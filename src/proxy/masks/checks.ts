/** What tells secrets from what only looks like them: examples, words, hashes, checksums. */

/** Shannon's entropy of the characters of a text, in bits for each of them. */
export const entropy = (text: string): number => {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

/** Keys that vendors print in their documentation. */
const PRINTED = new Set([
  'AKIAIOSFODNN7EXAMPLE',
  'AKIAI44QH8DHBEXAMPLE',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
  'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
])

const EXAMPLE =
  /example|placeholder|your[-_]?|changeme|redacted|dummy|sample|insert|replace|xxxx|\*\*\*|\.\.\.|1234567890|0123456789|abcdefgh|(.)\1{6}/i

/** Whether a text is what people write where a secret would stand. */
export const isExample = (text: string): boolean => PRINTED.has(text) || EXAMPLE.test(text)

/** The 12 characters of a placeholder: Crockford's base32 in lower case, without i, l, o and u. */
export const PLACEHOLDER_WORD = '[0-9a-hjkmnp-tv-z]{12}'
const PLACEHOLDER = new RegExp(`clp(?:-[a-z]+-|-)?${PLACEHOLDER_WORD}`)

/** Whether a text holds what has the form of one of CLP's placeholders: that is never a secret. */
export const holdsPlaceholder = (text: string): boolean => PLACEHOLDER.test(text)

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
export const isUuid = (text: string): boolean => UUID.test(text)

const HASH = /^(?:sha\d{1,3}[-:])?(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i
const INTEGRITY = /^(?:sha(?:1|256|384|512)|md5|h1)[-:][A-Za-z0-9+/]{20,}={0,2}$/

/** Whether a text is what digests are written as: so many digits in base 16, or with the name of an algorithm before it. */
export const isHash = (text: string): boolean => HASH.test(text) || INTEGRITY.test(text)

/** How many of these four a text has: lower case, upper case, digits, anything else. */
export const classesOf = (text: string): number =>
  [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((part) => part.test(text)).length

/** What people write where no secret is needed. */
const DEVELOPMENT = new Set([
  'admin',
  'changeit',
  'changeme',
  'default',
  'demo',
  'development',
  'docker',
  'guest',
  'letmein',
  'local',
  'localhost',
  'mysql',
  'none',
  'null',
  'pass',
  'passwd',
  'password',
  'postgres',
  'postgresql',
  'pwd',
  'redis',
  'root',
  'secret',
  'test',
  'testing',
  'token',
  'undefined',
  'user',
  'username',
])

/** Whether a password is none: a word that stands in every example, with or without digits behind it. */
export const isDevelopmentWord = (text: string): boolean =>
  DEVELOPMENT.has(text.toLowerCase().replace(/[\d!@#$]{0,4}$/, ''))

/** The digits of a text pass Luhn's check (ISO/IEC 7812-1, annex B). */
export const passesLuhn = (digits: string): boolean => {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const ID_CHECKS = '10X98765432'

/** The last character of a citizen identification number belongs to the 17 digits before it (GB 11643-1999). */
export const passesIdCheck = (number: string): boolean => {
  const sum = ID_WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0)
  return ID_CHECKS[sum % 11] === number[17]?.toUpperCase()
}
