/** Takes a key that was given on the command line out of what the system shows of this process to everybody. */

const SECRET_OPTIONS = /^--(?:api-key|auth-token|token)(?:=|$)/

/** On Linux and other systems where the title of a process stands over its arguments; elsewhere nothing happens. */
export const hideArguments = (words: readonly string[]): void => {
  if (words.some((word, index) => SECRET_OPTIONS.test(word) && words[index + 1] !== '-')) process.title = 'clp'
}
