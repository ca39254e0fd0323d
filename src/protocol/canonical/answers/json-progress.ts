/** Tells when a JSON object that comes in pieces is whole, looking at each character once. */

export class JsonProgress {
  #depth = 0
  #inString = false
  #escaped = false
  #whole = false

  /** Whether the outermost object or array has been closed. */
  get isWhole(): boolean {
    return this.#whole
  }

  push(delta: string): void {
    if (this.#whole) return
    for (let at = 0; at < delta.length && !this.#whole; at += 1) this.#take(delta.charCodeAt(at))
  }

  #take(code: number): void {
    if (this.#inString) {
      this.#takeInString(code)
    } else if (code === 0x22) {
      this.#inString = true
    } else if (code === 0x7b || code === 0x5b) {
      this.#depth += 1
    } else if (code === 0x7d || code === 0x5d) {
      this.#depth -= 1
      this.#whole = this.#depth <= 0
    }
  }

  #takeInString(code: number): void {
    if (this.#escaped) this.#escaped = false
    else if (code === 0x5c) this.#escaped = true
    else if (code === 0x22) this.#inString = false
  }
}
