/** Headers in which clients of all languages name their conversation: opencode and others. */
export const SESSION_HEADERS: readonly string[] = ['x-session-id', 'x-session-affinity']
