/** Whether what stands behind `password=` is a password, or what programs write there: a call, a path, a name, a type. */
import { classesOf, entropy, holdsPlaceholder, isDevelopmentWord, isExample, isHash, isUuid } from './checks.ts'

/** Characters of the shortest secret that is told by its name. */
const SHORTEST = 8

/** Templates, calls, paths, addresses, and whatever reads the value from somewhere else. */
const ELSEWHERE =
  /[\s<>(){}]|\$\w|\$\{|%[sdv]|\?\.|^[$%@&#!?:|]|^\.{0,2}\/|:\/\/|\*\*\*|^~|process\.env|^[\w$]+\[|^[A-Za-z_$][\w$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)+\??$|\\[wdsb.[(]/

/** Letters in words with signs between them: `access_token`, `new-password`, `text/plain`. */
const WORDS = /^[A-Za-z]+(?:[-_./:+ ,|]+[A-Za-z]+)*[-_./:+,|]*\d?$/
const CAMEL = /^[A-Za-z][a-z]*(?:[A-Z]+[a-z]*)*\d?$/

/** Whether a text is made of words, as names in programs are: its parts are as long as words. */
const isWords = (text: string): boolean => {
  if (!WORDS.test(text) && !CAMEL.test(text)) return false
  const parts = text.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).filter(Boolean)
  return parts.reduce((sum, part) => sum + part.length, 0) / parts.length >= 3
}

/** What holds for every secret that is told by what stands around it. */
export const mayBeSecret = (value: string): boolean =>
  value.length >= SHORTEST &&
  !holdsPlaceholder(value) &&
  !isExample(value) &&
  !isDevelopmentWord(value) &&
  !ELSEWHERE.test(value)

/** A value of `name = "value"`. */
export const isQuotedSecret = (value: string): boolean =>
  mayBeSecret(value) &&
  classesOf(value) >= 2 &&
  entropy(value) >= 3 &&
  !isWords(value) &&
  !isHash(value) &&
  !isUuid(value)

/** A name of a program, with digits in it or not: `sha256Hash`, `token_2`. */
const NAME = /^[A-Za-z_$][\w$]*$/

/**
 * A value without quotes. In a program it may be the name of something, so that one that could be a name must look like none: digits in more
 * than one place.
 */
export const isBareSecret = (value: string): boolean =>
  isQuotedSecret(value) && (!NAME.test(value) || (value.match(/\d+/g)?.length ?? 0) >= 2 || isEnvironment(value))

/** Mixed so much that no name is like it. */
const isEnvironment = (value: string): boolean =>
  classesOf(value) >= 3 && entropy(value) >= 3.5 && !/[a-z]{4}/.test(value)

/** A value right behind its sign, as in `PASSWORD=…`: one that could be a name has a digit. */
export const isTightSecret = (value: string): boolean =>
  isQuotedSecret(value) && (!NAME.test(value) || /\d/.test(value))
