// With -watch: the last build of the function's sources.
import { api } from './api.js'
import { byID } from './dom.js'

/** Says when the function was restarted, or why it was not. */
export function startBuild() {
  const box = byID('build')
  const look = async () => {
    const { at, error } = await api('build')
    const text = error ? `not restarted: ${error}` : `function started ${at}`
    if (box.textContent !== text) box.textContent = text
    box.classList.toggle('failed', Boolean(error))
  }
  const again = () => look().catch(() => { box.textContent = 'the program in the terminal has ended' }).finally(() => setTimeout(again, 1000))
  again()
}
