/** Made-up words for samples. */

/** Letters and digits that are not taken for each other. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'

/** So many characters of an alphabet. `random` gives numbers in [0, 1). */
export const randomWord = (random: () => number, length: number, alphabet: string = ALPHABET): string => {
  let made = ''
  while (made.length < length) made += alphabet[Math.floor(random() * alphabet.length)]
  return made
}
