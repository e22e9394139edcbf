// Standard marks: their names, and their form as a text of 0 and 1.

/** The names of the bits from 0 on. */
export const named = ['star', 'unread', 'fold', 'hide']

/** Names a mark. Bits 32 to 63 are defined by the app, bits 4 to 31 are reserved by Chat. */
export const markName = (bit) => named[bit] ?? `${bit < 32 ? 'reserved' : 'app-defined'} mark ${bit}`

/** Returns the set bits of a mark, lowest first. Bit 0 is the right-most character. There are up to 64, too many for a
 * number. */
export const bitsOf = (mark = '') => [...mark].reverse().flatMap((digit, bit) => (digit === '1' ? [bit] : []))

/** The mark of some bits; empty if there is none. */
export const markOf = (bits) => (bits.length ? bits.reduce((mark, bit) => mark | 1n << BigInt(bit), 0n).toString(2) : '')

/** Returns the bits from 4 on that a text such as "32, 40" lists, or undefined if it contains anything else. */
export function otherBits(text) {
  const bits = text.split(/[\s,]+/).filter(Boolean).map((part) => (/^\d+$/.test(part) ? Number(part) : NaN))
  return bits.every((bit) => bit >= named.length && bit <= 63) ? bits : undefined
}
