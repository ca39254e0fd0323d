/** How many columns of a terminal a text takes: Chinese characters take two. */

/** East Asian Wide and Fullwidth ranges, https://www.unicode.org/reports/tr11/ */
export const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u

export const displayWidth = (text: string): number => {
  let width = 0
  for (const character of text) width += WIDE.test(character) || character > '\u{1f2ff}' ? 2 : 1
  return width
}
