/** What the client programs that CLP can set up are called on the command line and in the API. How each is set up stands in `setup/clients`. */
export const CLIENT_IDS = ['claude', 'codex', 'gemini', 'opencode', 'qwen'] as const
export type ClientId = (typeof CLIENT_IDS)[number]
