// The console's API, at the page's own origin.

const prefix = '/.console/api/'

/** An error of the API: a text, and the field of the page that caused it. */
export class Problem extends Error {
  constructor(text, field) {
    super(text)
    this.field = field
  }
}

/** A call that was cancelled. */
export class Cancelled extends Error {}

/** Calls the API. The default method is POST if there is a body, else GET. A signal cancels the call. */
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
