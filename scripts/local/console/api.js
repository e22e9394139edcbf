// The console's API, at the address that the page came from.

const prefix = '/.console/api/'

/** What the API says no to: a text, and the field of the page that it is about. */
export class Problem extends Error {
  constructor(text, field) {
    super(text)
    this.field = field
  }
}

/** Asks the API; a body makes it a POST unless the method says otherwise. */
export async function api(path, body, method = body === undefined ? 'GET' : 'POST') {
  let response
  try {
    response = await fetch(prefix + path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body,
    })
  } catch {
    throw new Problem('No answer: has the program in the terminal ended?')
  }
  const text = await response.text()
  let answer
  try {
    answer = JSON.parse(text)
  } catch {
    throw new Problem(`HTTP ${response.status}: ${text.slice(0, 200)}`)
  }
  if (!response.ok) throw new Problem(answer.error ?? `HTTP ${response.status}`, answer.field)
  return answer
}
