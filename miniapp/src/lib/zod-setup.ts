import * as z from "zod/mini";

// The WeChat logic layer forbids eval and new Function, which zod's compiled parsers use. Imported before any schema.
z.config({ jitless: true });
