// Degrees as people write them.

/** The number from −`limit` to `limit` that a text says, in the digits and with the decimal sign of either script; else `null`. */
export function degreesOf(text, limit) {
  const folded = text.trim()
    .replace(/[\u200E\u200F\u061C]/g, '') // Marks of direction, which come along when a number is copied.
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xF))
    .replace(/[٫،,]/, '.')
    .replace('−', '-');
  const number = /^[+-]?\d+(\.\d+)?$/.test(folded) ? Number(folded) : NaN;
  return Math.abs(number) <= limit ? number : null;
}
