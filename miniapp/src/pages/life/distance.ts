/** "380 米", "1.2 公里", "26 公里": as exact as a straight line deserves. `meters` is a whole number. */
export function distanceText(meters: number): string {
  if (meters < 1000) return `${Math.max(10, Math.round(meters / 10) * 10)} 米`;
  if (meters < 10_000) {
    const tenths = Math.round(meters / 100);
    return `${Math.floor(tenths / 10)}.${tenths % 10} 公里`;
  }
  return `${Math.round(meters / 1000)} 公里`;
}
