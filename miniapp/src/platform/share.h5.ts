/** A browser page is shared by its address. */
export function usePageShare(_page: { title: string; path: string }): void {}
