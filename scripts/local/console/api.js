// The console's API, at the address that the page came from.

const prefix = '/.console/api/'

/** What the API refuses: a text, and the field of the page that it is about. */
export class Problem extends Error {
  constructor(text, field) {
    super(text)
    this.field = field
  }
}

/** A call that was cancelled. */
export class Cancelled extends Error {}

/** Asks the API; a body makes it a POST unless the method says otherwise. A signal cancels it. */
export async function api(path, body, { method = body === undefined ? 'GET' : 'POST', signal } = {}) {
  let response, text
  try {
    response = await fetch(prefix + path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body,
      signal,
    })
    text = await response.text()
  } catch {
    if (signal?.aborted) throw new Cancelled()
    throw new Problem('No answer: has the program in the terminal ended?')
  }
  let answer
  try {
    answer = JSON.parse(text)
  } catch {
    throw new Problem(`HTTP ${response.status}: ${text.slice(0, 200)}`)
  }
  if (!response.ok) throw new Problem(answer.error ?? `HTTP ${response.status}`, answer.field)
  return answer
}
