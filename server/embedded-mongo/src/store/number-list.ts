const FIRST_CAPACITY = 16;

/** Record numbers in ascending order, eight bytes each. A number that was taken out leaves a hole until there are many. */
export class NumberList {
  size = 0;
  private length = 0;
  /** Negative where a number was taken out. */
  private numbers = new Float64Array(FIRST_CAPACITY);

  /** Adds a number, which must be greater than all that were ever in the list. */
  add(number: number): void {
    if (this.length === this.numbers.length) this.resize();
    this.numbers[this.length] = number;
    this.length++;
    this.size++;
  }

  delete(number: number): boolean {
    const at = this.placeOf(number);
    if (this.numbers[at] !== number) return false;
    this.numbers[at] = -number;
    this.size--;
    return true;
  }

  /** All numbers in order, or from the last to the first. Read it to the end before anything changes. */
  *values(isReverse = false): Generator<number> {
    for (let i = 0; i < this.length; i++) {
      const number = this.numbers[isReverse ? this.length - 1 - i : i] as number;
      if (number > 0) yield number;
    }
  }

  /** All numbers in order, packed. */
  packed(): Buffer {
    const numbers = Float64Array.from(this.values());
    return Buffer.from(numbers.buffer);
  }

  /** Takes in all numbers of a packed list. Only for a list into which nothing else was put. */
  takePacked(packed: Buffer): void {
    const numbers = new Float64Array(Math.max(FIRST_CAPACITY, packed.length / 8));
    new Uint8Array(numbers.buffer).set(packed);
    this.numbers = numbers;
    this.length = packed.length / 8;
    this.size = this.length;
  }

  private placeOf(number: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Math.abs(this.numbers[middle] as number) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private resize(): void {
    const kept = new Float64Array(Math.max(FIRST_CAPACITY, this.size + (this.size >>> 1)));
    let length = 0;
    for (const number of this.values()) kept[length++] = number;
    this.numbers = kept;
    this.length = length;
  }
}
