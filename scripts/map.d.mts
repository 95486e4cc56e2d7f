/** The page with the map as it is now. */
export declare const withMap: (page: string) => string;
